-- With which other programs of a dealer read its integrations.
create table api_keys (
    id text primary key,
    dealer_id text not null references dealers (id),
    name text not null,
    -- SHA-256 of the key, which itself is told once and kept nowhere.
    secret_hash blob not null unique,
    -- The mail address of whoever made it.
    made_by text not null,
    created_at integer not null,
    used_at integer,
    withdrawn_at integer
) strict;
create index api_keys_of_dealer on api_keys (dealer_id, created_at);
