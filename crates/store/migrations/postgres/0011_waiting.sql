-- What is to be worked on next. Only what waits is in it: it stays as small as the queue is.
create index hooks_waiting on hooks (id) where done_at is null and trouble is null and dealer_id is not null;
