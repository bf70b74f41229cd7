-- What Twilio still has of what was erased here: messages, and the tries of them that failed.
create table erased_copies (
    dealer_id text not null references dealers (id),
    -- Twilio's name of it.
    sid text not null,
    message_id text not null references messages (id),
    -- When it is to be deleted, or tried again.
    due_at bigint not null,
    -- Why Twilio did not do it the last time.
    trouble text,
    primary key (dealer_id, sid)
);

create index erased_copies_due on erased_copies (dealer_id, due_at, sid);

insert into erased_copies (dealer_id, sid, message_id, due_at)
select dealer_id, sid, id, erased_at from messages where erased_at is not null and sid is not null;

drop index messages_at_twilio;

-- By what an erased message is looked for at Twilio while nobody knows whether Twilio took it.
create table erased_searches (
    message_id text primary key references messages (id),
    dealer_id text not null references dealers (id),
    -- To whom, as Twilio writes it.
    address text not null,
    -- What it said.
    body text not null,
    kept_at bigint not null
);
