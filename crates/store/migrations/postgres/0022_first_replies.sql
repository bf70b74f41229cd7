-- A conversation's own first reply.
create index replies_conversation on replies (conversation_id, replied_at);
