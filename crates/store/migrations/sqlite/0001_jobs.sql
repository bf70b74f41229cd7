-- Background work. `dealer_id` has no foreign key: a job may outlive what it was for.
create table jobs (
    id text primary key,
    kind text not null,
    dealer_id text,
    payload text not null,
    -- At most one job that is not finished has it.
    unique_key text,
    -- Of the jobs in one lane only one runs at a time.
    lane text,
    state text not null check (state in ('waiting', 'running', 'done', 'dead')),
    attempts integer not null,
    max_attempts integer not null,
    -- When a worker may take it; for a running job, when its lease ends.
    due_at integer not null,
    -- Somebody asked for it again while it ran: due once more at this time.
    asked_at integer,
    -- Who holds the lease: a new name for each claim.
    worker text,
    last_error text,
    created_at integer not null,
    finished_at integer
) strict;

create unique index jobs_unique_key on jobs (unique_key) where state in ('waiting', 'running');
create unique index jobs_lane on jobs (lane) where state = 'running';
create index jobs_due on jobs (due_at) where state in ('waiting', 'running');
create index jobs_list on jobs (state, created_at, id);
