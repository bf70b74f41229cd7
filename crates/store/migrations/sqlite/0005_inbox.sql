-- A dealer's inbox. `seq` counts its changes: what changed since a page last looked has a greater one.
create table inboxes (
    dealer_id text primary key references dealers (id),
    seq integer not null
) strict;

-- A buyer, as one dealer knows them. Phone and scoped name may change hands; either is enough to be found by.
create table contacts (
    id text primary key,
    dealer_id text not null references dealers (id),
    -- E.164; none when WhatsApp hides it.
    phone text,
    -- Meta's name of the person to this dealer's portfolio: `NL.1349…`.
    scoped text,
    -- What they call themselves.
    profile_name text,
    -- What the dealer calls them; wins.
    own_name text,
    notes text not null,
    consent text not null check (consent in ('unknown', 'given', 'refused')),
    consent_at integer,
    consent_how text,
    -- Since when they do not want to be written to, and the word they said.
    stopped_at integer,
    stopped_word text,
    created_at integer not null,
    erased_at integer
) strict;

create unique index contacts_phone on contacts (dealer_id, phone);
create unique index contacts_scoped on contacts (dealer_id, scoped);
create index contacts_list on contacts (dealer_id, created_at, id);

-- What one buyer and one number of the dealer say to each other.
create table conversations (
    id text primary key,
    dealer_id text not null references dealers (id),
    contact_id text not null references contacts (id),
    number_id text not null references numbers (id),
    state text not null check (state in ('open', 'snoozed', 'resolved')),
    snoozed_until integer,
    assignee_id text references people (id),
    -- The buyer's messages that nobody has looked at.
    unread integer not null,
    -- Since when the buyer waits for an answer of a person.
    waiting_since integer,
    -- When the buyer last wrote: the window.
    last_inbound_at integer,
    -- The last message, for the list.
    last_at integer not null,
    last_text text not null,
    last_kind text not null,
    last_direction text not null,
    last_status text,
    -- Where it stands in the list, smallest first; `domain::conversation::place`.
    place integer not null,
    -- The dealer's count of changes when it last changed.
    seq integer not null,
    created_at integer not null
) strict;

create unique index conversations_pair on conversations (dealer_id, contact_id, number_id);
create index conversations_list on conversations (dealer_id, state, place, id);
create index conversations_mine on conversations (dealer_id, assignee_id, state, place, id);
create index conversations_seq on conversations (dealer_id, seq);
create index conversations_snoozed on conversations (snoozed_until) where state = 'snoozed';

create table messages (
    id text primary key,
    dealer_id text not null references dealers (id),
    conversation_id text not null references conversations (id),
    direction text not null check (direction in ('in', 'out', 'note')),
    origin text not null check (origin in ('buyer', 'person', 'machine')),
    author_id text references people (id),
    kind text not null,
    body text not null,
    -- JSON, `domain::message::Detail`.
    detail text not null,
    -- The client's name of it: the same form twice is one message.
    request_id text,
    -- Twilio's name of it.
    sid text,
    -- None for what came in and for notes.
    status text,
    error_code integer,
    -- When it was handed to Twilio, and how often.
    attempted_at integer,
    attempts integer not null,
    -- Decimal text, negative; and its currency.
    price text,
    price_unit text,
    at integer not null,
    -- The dealer's count of changes when it last changed.
    seq integer not null,
    -- A note never leaves the house.
    check (direction <> 'note' or (sid is null and attempted_at is null and status is null))
) strict;

create unique index messages_sid on messages (dealer_id, sid);
create unique index messages_request on messages (dealer_id, request_id);
create index messages_thread on messages (conversation_id, at, id);
create index messages_seq on messages (dealer_id, seq);
create index messages_unknown on messages (attempted_at) where status = 'unknown';

create table attachments (
    id text primary key,
    dealer_id text not null references dealers (id),
    -- None while the message it is for is being written.
    message_id text references messages (id),
    content_type text not null,
    name text,
    bytes integer not null,
    state text not null check (state in ('waiting', 'kept', 'failed', 'refused', 'erased')),
    -- Where Twilio has it.
    source_url text,
    -- Where we keep it, and its small picture.
    stored text,
    small_stored text,
    small_width integer,
    small_height integer,
    -- Why it is not here: a stable word.
    trouble text,
    created_at integer not null
) strict;

create index attachments_message on attachments (message_id, id);
create index attachments_loose on attachments (created_at) where message_id is null;

-- Each time a person ended a buyer's wait.
create table replies (
    id text primary key,
    dealer_id text not null references dealers (id),
    conversation_id text not null references conversations (id),
    person_id text not null references people (id),
    waited_since integer not null,
    replied_at integer not null
) strict;

create index replies_dealer on replies (dealer_id, replied_at);
