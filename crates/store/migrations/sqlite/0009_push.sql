-- A browser that wants to be told. What it was signed in with may be forgotten before it is.
create table pushes (
    id text primary key,
    dealer_id text not null references dealers (id),
    person_id text not null references people (id),
    -- Ended, and nothing is sent any more.
    login_id text not null,
    -- Where its push service takes messages for it. A browser has one, whoever uses it.
    endpoint text not null unique,
    -- What messages are encrypted with: its public key and its secret.
    p256dh blob not null,
    auth blob not null,
    -- Whether names and words may be shown on its screen.
    shows_text integer not null,
    created_at integer not null
) strict;

create index pushes_dealer on pushes (dealer_id, person_id, created_at);
create index pushes_login on pushes (login_id);

-- Secrets that are no dealer's: the key by which push services know us.
create table own_secrets (
    name text primary key,
    -- Which of the operator's keys seals it.
    sealed_by text not null,
    sealed blob not null,
    changed_at integer not null
) strict;
