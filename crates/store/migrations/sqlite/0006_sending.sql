-- What waits to be sent in a conversation, in its order.
create index messages_waiting on messages (conversation_id, at, id) where status = 'waiting';

-- How much a sender may still send: thousandths of a message at a moment; and until when WhatsApp asked for silence.
create table send_budgets (
    sender_id text primary key references senders (id),
    dealer_id text not null references dealers (id),
    left_over integer not null,
    at integer not null,
    silent_until integer
) strict;

-- A message template, as it was written here or found at Twilio. What Meta thinks of it is what Twilio last said.
create table templates (
    id text primary key,
    dealer_id text not null references dealers (id),
    -- Twilio's name of it, `HX…`; none while it is being made there.
    content_sid text,
    -- Lower-case letters, digits and underscores.
    name text not null,
    language text not null,
    -- What was asked for; and what Meta made of it.
    category text not null,
    meta_category text,
    -- JSON, `domain::template::Shape`; none for a shape this program does not know, whose name at Twilio is `kind`.
    shape text,
    kind text not null,
    -- JSON: an example for every variable.
    samples text not null,
    -- Twilio's word for where it stands with Meta; none until it was first heard.
    status text,
    -- Meta's reason for a refusal, as Twilio passes it on.
    reason text,
    -- When it was asked to be handed to Meta, and when Twilio took it.
    submit_at integer,
    submitted_at integer,
    -- When the call that makes it was begun: without a `content_sid`, its outcome is not known.
    attempted_at integer,
    -- Twilio's code for why it could not be made or handed in.
    error_code integer,
    synced_at integer,
    created_at integer not null,
    -- When it was asked to be deleted; and when it was gone at Twilio.
    delete_at integer,
    deleted_at integer
) strict;

create unique index templates_sid on templates (dealer_id, content_sid);
create unique index templates_name on templates (dealer_id, name, language) where deleted_at is null;
create index templates_list on templates (dealer_id, created_at, id);

-- When a dealer's templates were last read from Twilio, and why they could not be.
create table template_syncs (
    dealer_id text primary key references dealers (id),
    at integer not null,
    trouble text
) strict;
