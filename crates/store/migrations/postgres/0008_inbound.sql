-- When the name was told that `profile_name` holds, and when they last said stop or start: what comes late changes neither.
alter table contacts add column profile_at bigint;
alter table contacts add column word_at bigint;

-- Since when nothing is left of what it said.
alter table messages add column erased_at bigint;

-- Up to when Twilio's list of messages was compared with ours.
create table reconciliations (
    sender_id text primary key references senders (id),
    dealer_id text not null references dealers (id),
    reached bigint not null,
    -- When it was last done, and what was found then.
    at bigint not null,
    filled bigint not null,
    corrected bigint not null
);

-- After how many days a dealer's messages are erased; without a row they are kept.
create table retentions (
    dealer_id text primary key references dealers (id),
    days bigint not null
);

create index messages_at on messages (dealer_id, at) where erased_at is null;
-- What Twilio still has of what was erased here.
create index messages_at_twilio on messages (dealer_id, erased_at, id) where erased_at is not null and sid is not null;

-- Why a webhook could not be worked on, the last time it was tried.
alter table hooks add column trouble text;
