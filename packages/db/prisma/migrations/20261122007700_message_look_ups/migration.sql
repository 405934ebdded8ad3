-- Messages whose answer was lost are asked for at the provider, a few times with growing pauses.
ALTER TABLE messages ADD COLUMN look_ups SMALLINT NOT NULL DEFAULT 0, ADD COLUMN look_up_at TIMESTAMPTZ(3);
CREATE INDEX messages_provider_ref ON messages (provider_ref) WHERE provider_ref IS NOT NULL;
CREATE INDEX messages_uncertain ON messages (look_up_at) WHERE status = 'uncertain';
