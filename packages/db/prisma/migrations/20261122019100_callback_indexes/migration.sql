-- A callback is stored before it has a payment or an attempt, and its key is never looked for by what it belongs to: the
-- statement that takes it in writes no index for them.
DROP INDEX inbound_events_agency_id_payment_id_idx;
DROP INDEX inbound_events_agency_id_attempt_id_idx;
CREATE INDEX inbound_events_payment ON inbound_events (agency_id, payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX inbound_events_attempt ON inbound_events (agency_id, attempt_id) WHERE attempt_id IS NOT NULL;
DROP INDEX external_keys_agency_id_entity_id_idx;
CREATE INDEX external_keys_entity ON external_keys (agency_id, entity_id) WHERE kind <> 'event';
