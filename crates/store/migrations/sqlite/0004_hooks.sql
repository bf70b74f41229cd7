-- Every webhook that came in, as it came, before anyone thought about it. `dealer_id` is null for Meta's, which name
-- no dealer; the work finds out whose they are. There is no index but the two that are needed to take one in: each
-- costs a page per commit.
create table hooks (
    -- The batch that was written together, a UUID of version 7, then `-` and the place in it, four digits.
    id text primary key not null,
    dealer_id text,
    kind text not null,
    dedupe_key text not null,
    -- As it came: a form, or JSON.
    body text not null,
    received_at integer not null,
    done_at integer,
    unique (kind, dedupe_key)
) strict;
