-- What a dealer sees instead of the ISV's tools.
create table brands (
    id text primary key,
    name text not null,
    -- The host name it answers to; the default brand answers to all others.
    host text unique,
    -- The path of its logo on our own origin.
    logo text,
    -- #rrggbb.
    colour text not null,
    support_mail text not null,
    -- The sender of its mails.
    mail_from text not null,
    created_at bigint not null
);

create table dealers (
    id text primary key,
    brand_id text not null references brands (id),
    name text not null,
    -- The name in small letters, to be found by.
    name_key text not null,
    created_at bigint not null
);

create index dealers_list on dealers (created_at, id);
create index dealers_brand on dealers (brand_id);

-- Everyone with a login: members of a dealer, and people of the ISV, who have none.
create table people (
    id text primary key,
    dealer_id text references dealers (id),
    -- In small letters.
    email text not null,
    -- Empty until the person has given one.
    name text not null,
    role text not null,
    -- Argon2id in PHC form; none until the invitation is accepted.
    password_hash text,
    created_at bigint not null,
    removed_at bigint,
    check ((dealer_id is null and role in ('admin', 'support')) or (dealer_id is not null and role in ('owner', 'agent')))
);

-- Someone who was removed may be invited again, by anyone.
create unique index people_email on people (email) where removed_at is null;
create index people_dealer on people (dealer_id, created_at);

-- Signed-in browsers.
create table logins (
    id text primary key,
    person_id text not null references people (id),
    -- SHA-256 of the cookie's secret.
    secret_hash bytea not null unique,
    created_at bigint not null,
    seen_at bigint not null,
    -- Not after this, however much it is used…
    expires_at bigint not null,
    -- …and not after this, if it is not.
    idle_until bigint not null,
    address text not null,
    browser text not null,
    ended_at bigint
);

create index logins_person on logins (person_id, created_at);

-- Links that set a password: the first, or a forgotten one.
create table invitations (
    id text primary key,
    person_id text not null references people (id),
    kind text not null check (kind in ('first', 'reset')),
    -- SHA-256 of the token in the link.
    token_hash bytea not null unique,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    revoked_at bigint
);

create index invitations_person on invitations (person_id, created_at);

create table mails (
    id text primary key,
    -- None for mails to people of the ISV.
    dealer_id text references dealers (id),
    at bigint not null,
    -- Name and address as `Name <address>`.
    sender text not null,
    recipient text not null,
    subject text not null,
    body text not null,
    state text not null check (state in ('kept', 'waiting', 'sent', 'failed')),
    error text,
    settled_at bigint
);

create index mails_list on mails (at, id);
create index mails_dealer on mails (dealer_id, at);

-- Who did what to whom. `dealer_id` has no foreign key: the log outlives what it tells of.
create table audit (
    id text primary key,
    at bigint not null,
    dealer_id text,
    who text not null,
    address text not null,
    what text not null,
    -- On whom or what: a mail address, a number, an id.
    subject text not null,
    -- JSON: what the words need.
    detail text not null
);

create index audit_list on audit (at, id);
create index audit_dealer on audit (dealer_id, at, id);

create function audit_is_only_added_to() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only added to';
end;
$$;

create trigger audit_is_not_changed before update or delete on audit
for each row execute function audit_is_only_added_to();

create trigger audit_is_not_emptied before truncate on audit
for each statement execute function audit_is_only_added_to();

-- Attempts of late, for each thing that is limited.
create table limits (
    -- A hash: what is limited and for whom.
    key text primary key,
    -- Microseconds, oldest first, with commas between.
    attempts text not null,
    -- After this the row says nothing.
    until bigint not null
);

create index limits_until on limits (until);

-- The key that a dealer's secrets are sealed with, wrapped by one of the operator's.
create table data_keys (
    dealer_id text primary key references dealers (id),
    -- Which of the operator's keys wraps it.
    wrapped_by text not null,
    wrapped bytea not null,
    created_at bigint not null
);

create index data_keys_wrapped_by on data_keys (wrapped_by);

create table secrets (
    dealer_id text not null references dealers (id),
    name text not null,
    sealed bytea not null,
    changed_at bigint not null,
    primary key (dealer_id, name)
);
