-- The dealer's Twilio subaccount. Its token is in the vault.
create table subaccounts (
    id text primary key,
    dealer_id text not null unique references dealers (id),
    account_sid text not null unique,
    -- The opaque name in the addresses that Twilio calls.
    hook_key text not null unique,
    -- The one WABA it is tied to, once Twilio has accepted it, and the portfolio that owns it.
    waba_id text unique,
    business_id text,
    -- When Meta said that the WABA is no longer shared with us.
    waba_lost_at integer,
    created_at integer not null
) strict;

create table numbers (
    id text primary key,
    dealer_id text not null references dealers (id),
    -- E.164.
    number text not null,
    kind text not null check (kind in ('sms_capable', 'voice_only', 'byo')),
    -- Twilio's name of a bought number.
    number_sid text,
    created_at integer not null,
    -- Given back, or disconnected where it is the dealer's own.
    released_at integer
) strict;

create unique index numbers_number on numbers (number) where released_at is null;
create index numbers_dealer on numbers (dealer_id, created_at);

create table senders (
    id text primary key,
    dealer_id text not null references dealers (id),
    number_id text not null references numbers (id),
    -- Twilio's name of it.
    sender_sid text not null unique,
    waba_id text not null,
    display_name text not null,
    -- Twilio's word, as it came.
    status text not null,
    quality text,
    messaging_limit text,
    -- The first of Twilio's reasons for being offline.
    reason_code integer,
    reason text,
    -- What Meta last said about the account, until Meta takes it back.
    meta_word text,
    -- The addresses Twilio has.
    inbound_url text not null,
    status_url text not null,
    registered_at integer not null,
    -- When it was first seen online.
    online_at integer,
    -- Since when it is not online, having been so.
    offline_since integer,
    checked_at integer,
    last_inbound_at integer,
    deleted_at integer
) strict;

create unique index senders_number on senders (number_id) where deleted_at is null;
create index senders_dealer on senders (dealer_id);
create index senders_checked on senders (checked_at) where deleted_at is null;

-- Registrations of a number with WhatsApp, for the budget of ten in 72 hours.
create table registrations (
    id text primary key,
    dealer_id text not null references dealers (id),
    number text not null,
    at integer not null,
    -- `asked`: nobody knows yet; `made`: the sender was there; `refused`: nothing reached WhatsApp.
    outcome text not null check (outcome in ('asked', 'made', 'refused'))
) strict;

create index registrations_number on registrations (number, at);

-- One attempt to connect one number.
create table signups (
    id text primary key,
    dealer_id text not null references dealers (id),
    kind text not null check (kind in ('sms_capable', 'voice_only', 'byo')),
    -- E.164: the dealer's own number, or the offer to buy.
    wanted text,
    -- The dealer named it (or we took the first offer).
    wanted_by_dealer integer not null,
    country text not null,
    display_name text not null,
    vertical text not null,
    code_by text not null check (code_by in ('sms', 'voice')),
    -- E.164: where a call with the code is passed on to.
    forward_to text,
    -- What the end of Meta's window brought. Digits.
    waba_id text,
    business_id text,
    phone_number_id text,
    solution_id text,
    config_id text,
    facebook_at integer,
    -- Who told: page, redirect, meta, known, admin.
    facebook_by text,
    number_id text references numbers (id),
    number_at integer,
    sender_id text references senders (id),
    -- The sender Twilio has for the number is to be made anew.
    replace_sender integer not null,
    -- When the last code was asked for and when one was handed in.
    code_sent_at integer,
    code_given_at integer,
    code_wrong integer not null,
    -- How many calls with a code could not be understood.
    calls_lost integer not null,
    webhooks_at integer,
    -- What is in the way: Twilio's code, or a word of ours.
    trouble_code integer,
    trouble_word text,
    trouble_at integer,
    retry_at integer,
    -- A person must act.
    stuck integer not null,
    created_at integer not null,
    expires_at integer not null,
    revoked_at integer,
    -- Since when it is no longer the open one of its kind and number: connected, expired or withdrawn.
    ended_at integer
) strict;

create unique index signups_open on signups (dealer_id, kind, coalesce(wanted, '')) where ended_at is null;
create index signups_dealer on signups (dealer_id, created_at);
create index signups_waba on signups (waba_id);
create index signups_facebook on signups (facebook_at);
create index signups_expiry on signups (expires_at) where ended_at is null;

-- Everything that happened around a dealer's numbers. Only ever added to.
create table events (
    id text primary key,
    dealer_id text not null references dealers (id),
    signup_id text references signups (id),
    sender_id text references senders (id),
    at integer not null,
    -- Its place in the dealer's story. Two that were written at once may share one.
    position integer not null,
    -- A mail address, 'signup link', 'Meta', 'Twilio', 'Forecourt'.
    who text not null,
    -- A stable name: 'window.opened', 'window.cancelled', 'number.bought' …
    what text not null,
    -- Meta's step, a status, a number: what the name needs to become a sentence.
    about text,
    code integer,
    -- As it came, JSON or text.
    raw text,
    origin text,
    browser text
) strict;

create index events_story on events (dealer_id, position);
create index events_signup on events (signup_id, position);

create table integrations (
    id text primary key,
    dealer_id text not null references dealers (id),
    signup_id text not null unique references signups (id),
    number_id text not null references numbers (id),
    sender_id text not null references senders (id),
    subaccount_id text not null references subaccounts (id),
    waba_id text not null,
    business_id text,
    phone_number_id text,
    solution_id text,
    config_id text,
    registered_via text not null,
    test_received_at integer,
    -- The answer we sent, Twilio's name of it.
    test_message_sid text,
    test_answered_at integer,
    test_skipped_at integer,
    connected_at integer not null,
    disconnected_at integer
) strict;

create unique index integrations_number on integrations (number_id) where disconnected_at is null;
create index integrations_dealer on integrations (dealer_id, connected_at, id);
create index integrations_test on integrations (test_message_sid);

-- Finishes that Meta told and that match no session. Nobody's yet, so without a dealer.
create table unmatched (
    id text primary key,
    at integer not null,
    waba_id text not null,
    business_id text,
    solution_id text,
    assigned_to text references signups (id),
    assigned_at integer
) strict;

create unique index unmatched_waba on unmatched (waba_id) where assigned_at is null;
