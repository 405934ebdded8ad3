-- What the dispatcher asks on every round: which agencies wait, and how much of each is on its way.
CREATE INDEX outbox_waiting_by_agency ON outbox (agency_id, run_after, id) WHERE dispatched_at IS NULL;
CREATE INDEX outbox_in_flight ON outbox (agency_id, name) WHERE dispatched_at IS NOT NULL;

-- The machinery learns which agencies have figures to fold, and nothing else about them.
CREATE POLICY system ON stat_deltas FOR SELECT TO stead_system USING (true);
GRANT SELECT (agency_id) ON stat_deltas TO stead_system;
