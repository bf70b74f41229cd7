-- What was erased here and deleted at Twilio, by a hash of Twilio's name of it: a webhook or a list that comes later must
-- not bring it back. Kept for some weeks.
create table erased_sids (
    dealer_id text not null references dealers (id),
    -- The first half of its SHA-256, in hexadecimal.
    hash text not null,
    at integer not null,
    primary key (dealer_id, hash)
) strict;

create index erased_sids_at on erased_sids (at);
