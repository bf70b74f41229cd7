-- Where a dealer is, for buyers who ask for the way.
create table places (
    dealer_id text primary key references dealers (id),
    -- Degrees north and east, as text: what Twilio is given.
    latitude text not null,
    longitude text not null,
    label text not null,
    address text not null
);
