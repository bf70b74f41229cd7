-- What Meta last said about an account, each kind by itself, with its time: Meta repeats its webhooks for days and in any
-- order, and an older word must not stand over a newer one.
create table meta_words (
    waba_id text not null,
    kind text not null,
    word text,
    said_at bigint not null,
    primary key (waba_id, kind)
);

-- Of the words that stand already it is not known when they were said: any newer one counts.
insert into meta_words (waba_id, kind, word, said_at)
select waba_id, case when meta_word in ('DISABLE', 'SCHEDULE_FOR_DISABLE') then 'ban' else 'share' end, max(meta_word), 0
from senders where meta_word is not null and deleted_at is null group by 1, 2;
