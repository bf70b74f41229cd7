-- Every webhook that came in, as it came, before anyone thought about it. `dealer_id` is null for Meta's, which name
-- no dealer; the work finds out whose they are.
create table hooks (
    id text primary key,
    dealer_id text,
    kind text not null,
    dedupe_key text not null,
    body text not null,
    -- Which others were stored in the same write: the id of the first of them.
    batch text not null,
    received_at bigint not null,
    done_at bigint,
    unique (kind, dedupe_key)
);
create index hooks_batch on hooks (batch);
create index hooks_by_age on hooks (received_at) where done_at is not null;
