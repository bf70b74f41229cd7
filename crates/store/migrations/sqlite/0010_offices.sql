-- When a dealer's people are there, and who of them gets a new conversation.
create table offices (
    dealer_id text primary key references dealers (id),
    -- JSON, `domain::hours::Hours`.
    hours text not null,
    -- Whether new conversations are given to everybody in turn, and whose turn it was last.
    in_turn integer not null,
    last_turn text references people (id)
) strict;
