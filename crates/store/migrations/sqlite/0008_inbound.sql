-- When the name was told that `profile_name` holds, and when they last said stop or start: what comes late changes neither.
alter table contacts add column profile_at integer;
alter table contacts add column word_at integer;

-- Since when nothing is left of what it said.
alter table messages add column erased_at integer;

-- Up to when Twilio's list of messages was compared with ours.
create table reconciliations (
    sender_id text primary key references senders (id),
    dealer_id text not null references dealers (id),
    reached integer not null,
    -- When it was last done, and what was found then.
    at integer not null,
    filled integer not null,
    corrected integer not null
) strict;

-- After how many days a dealer's messages are erased; without a row they are kept.
create table retentions (
    dealer_id text primary key references dealers (id),
    days integer not null
) strict;

create index messages_at on messages (dealer_id, at) where erased_at is null;
-- What Twilio still has of what was erased here.
create index messages_at_twilio on messages (dealer_id, erased_at, id) where erased_at is not null and sid is not null;

-- Why a webhook could not be worked on, the last time it was tried.
alter table hooks add column trouble text;
