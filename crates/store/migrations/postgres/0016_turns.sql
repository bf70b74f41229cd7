-- What is to be worked on next, each dealer's by itself: whoever sends much is not in the way of the others. Only what
-- waits is in it: it stays as small as the queue is.
drop index hooks_waiting;
create index hooks_waiting on hooks (dealer_id, id) where done_at is null and trouble is null and dealer_id is not null;
