-- The count at which something changed that is not told line by line: who follows from before it loads everything anew.
alter table inboxes add column anew bigint not null default 0;
