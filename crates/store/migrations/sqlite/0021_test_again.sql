-- When an owner asked for the test message once more; what was seen of the one before is forgotten then.
alter table integrations add column test_again_at integer;
