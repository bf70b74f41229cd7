-- Words that a dealer sorts conversations by.
create table labels (
    id text primary key,
    dealer_id text not null references dealers (id),
    name text not null,
    -- `domain::conversation::Colour`.
    colour text not null,
    created_at integer not null
) strict;

create unique index labels_name on labels (dealer_id, name);

create table conversation_labels (
    dealer_id text not null references dealers (id),
    conversation_id text not null references conversations (id),
    label_id text not null references labels (id),
    primary key (conversation_id, label_id)
) strict;

create index conversation_labels_label on conversation_labels (label_id, conversation_id);

-- Who is named in a note of a conversation: the latest note, and when they saw it.
create table mentions (
    dealer_id text not null references dealers (id),
    person_id text not null references people (id),
    conversation_id text not null references conversations (id),
    at integer not null,
    seen_at integer,
    primary key (person_id, conversation_id)
) strict;

create index mentions_conversation on mentions (conversation_id);
create index mentions_new on mentions (person_id) where seen_at is null;

-- Replies that are written once and used often.
create table canned (
    id text primary key,
    dealer_id text not null references dealers (id),
    -- What is typed after `/`.
    short text not null,
    body text not null,
    created_at integer not null
) strict;

create unique index canned_short on canned (dealer_id, short);

-- What a person has begun to write.
create table drafts (
    dealer_id text not null references dealers (id),
    person_id text not null references people (id),
    conversation_id text not null references conversations (id),
    body text not null,
    at integer not null,
    primary key (person_id, conversation_id)
) strict;

create index drafts_conversation on drafts (conversation_id);

-- Filters that a person kept.
create table filters (
    id text primary key,
    dealer_id text not null references dealers (id),
    person_id text not null references people (id),
    name text not null,
    -- JSON, `domain::conversation::Filter`.
    filter text not null,
    created_at integer not null
) strict;

create unique index filters_name on filters (person_id, name);

create index conversations_unread on conversations (dealer_id, state, place, id) where unread > 0;

-- What a search finds: a message or a contact. Its words are in `words_index` under the same `id`.
create table words (
    id integer primary key,
    dealer_id text not null references dealers (id),
    message_id text unique references messages (id),
    contact_id text unique references contacts (id),
    check ((message_id is null) <> (contact_id is null))
) strict;

-- The words come folded and cut by `store::words`, each after its dealer's mark, so that the search of one dealer reads
-- nothing of another's. Every character beyond ASCII is part of a word.
create virtual table words_index using fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
