-- Which process works on a job: a start that finds another unended one asks whether that process died.
ALTER TABLE outbox ADD COLUMN worker_id uuid;

-- apart: it may go, but by itself, for a process died with it.
ALTER TABLE outbox DROP CONSTRAINT outbox_state;
ALTER TABLE outbox ADD CONSTRAINT outbox_state CHECK (state IN ('delayed', 'blocked', 'waiting', 'apart', 'sent'));
CREATE INDEX outbox_apart ON outbox (touched_at, id) WHERE state = 'apart';
