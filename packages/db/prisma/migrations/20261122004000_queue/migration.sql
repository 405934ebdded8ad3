-- A job's whole life is in its row: where it is, how often it was tried, and how often its process died with it.
-- delayed: its time has not come. blocked: it waits for other jobs. waiting: it may go. sent: the engine has it, and
-- from started_at on a process works on it.
ALTER TABLE outbox
  ADD COLUMN state text NOT NULL DEFAULT 'waiting',
  ADD COLUMN own_fair_key text,
  ADD COLUMN fair_key text GENERATED ALWAYS AS (coalesce(own_fair_key, agency_id::text)) STORED,
  ADD COLUMN has_run boolean NOT NULL DEFAULT false,
  ADD COLUMN ticket uuid,
  ADD COLUMN touched_at timestamptz(3),
  ADD COLUMN started_at timestamptz(3),
  ADD COLUMN starts integer NOT NULL DEFAULT 0,
  ADD COLUMN attempts integer NOT NULL DEFAULT 0,
  ADD COLUMN deaths integer NOT NULL DEFAULT 0,
  ADD COLUMN postponed integer NOT NULL DEFAULT 0,
  ADD COLUMN replays integer NOT NULL DEFAULT 0,
  ADD COLUMN expires_at timestamptz(3),
  ADD COLUMN cancel_requested_at timestamptz(3),
  ADD COLUMN error jsonb,
  ADD COLUMN waits_for integer NOT NULL DEFAULT 0,
  ADD COLUMN failed_children integer NOT NULL DEFAULT 0,
  ADD COLUMN needs_all_children boolean NOT NULL DEFAULT true;
-- What the engine had under the old ids is sent again. The rows are of all agencies.
ALTER TABLE outbox NO FORCE ROW LEVEL SECURITY;
ALTER TABLE job_runs NO FORCE ROW LEVEL SECURITY;
UPDATE outbox o SET dispatched_at = NULL,
  has_run = EXISTS (SELECT FROM job_runs r WHERE r.agency_id = o.agency_id AND r.id = o.id),
  state = CASE WHEN run_after > now() THEN 'delayed' ELSE 'waiting' END;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
ALTER TABLE job_runs FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox ADD CONSTRAINT outbox_state CHECK (state IN ('delayed', 'blocked', 'waiting', 'sent'));

DROP INDEX outbox_waiting;
DROP INDEX outbox_waiting_by_agency;
DROP INDEX outbox_in_flight;
CREATE INDEX outbox_ready ON outbox (fair_key, name, run_after, id) WHERE state = 'waiting';
CREATE INDEX outbox_delayed ON outbox (run_after) WHERE state = 'delayed';
CREATE INDEX outbox_sent ON outbox (id) WHERE state = 'sent';
CREATE INDEX outbox_cancelled ON outbox (id) WHERE cancel_requested_at IS NOT NULL;

-- Which job waits for which.
CREATE TABLE outbox_waits (
  agency_id uuid NOT NULL,
  child_id uuid NOT NULL,
  parent_id uuid NOT NULL,
  CONSTRAINT outbox_waits_pkey PRIMARY KEY (child_id, parent_id)
);
CREATE INDEX outbox_waits_parent_id_idx ON outbox_waits (parent_id);

-- Jobs that were given up, kept for those who look into them and for another try.
CREATE TABLE dead_jobs (
  agency_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  payload jsonb NOT NULL,
  own_fair_key text,
  request_id text,
  -- failed: its error came too often or is final. poison: its process died with it. expired: its time was up.
  reason text NOT NULL,
  error_class text NOT NULL,
  error jsonb NOT NULL,
  attempts integer NOT NULL,
  deaths integer NOT NULL,
  replays integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  died_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT dead_jobs_pkey PRIMARY KEY (agency_id, id),
  CONSTRAINT dead_jobs_reason CHECK (reason IN ('failed', 'poison', 'expired'))
);
CREATE INDEX dead_jobs_died_at_id_idx ON dead_jobs (died_at, id);
CREATE INDEX dead_jobs_name_died_at_id_idx ON dead_jobs (name, died_at, id);

-- An agency may have several schedules of one job.
ALTER TABLE schedules ADD COLUMN key text NOT NULL DEFAULT '';
ALTER TABLE schedules DROP CONSTRAINT schedules_pkey, ADD CONSTRAINT schedules_pkey PRIMARY KEY (agency_id, name, key);

-- Queues that an operator has paused.
CREATE TABLE queue_controls (
  name text NOT NULL,
  is_paused boolean NOT NULL DEFAULT false,
  changed_by uuid,
  changed_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT queue_controls_pkey PRIMARY KEY (name)
);

-- What operators did to jobs.
CREATE TABLE queue_actions (
  id uuid NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  actor_user_id uuid NOT NULL,
  action text NOT NULL,
  name text,
  job_ids uuid[] NOT NULL DEFAULT '{}',
  job_count integer NOT NULL DEFAULT 0,
  filter jsonb NOT NULL DEFAULT '{}',
  request_id text,
  CONSTRAINT queue_actions_pkey PRIMARY KEY (id)
);
CREATE INDEX queue_actions_at_id_idx ON queue_actions (at, id);

-- The figures of a queue in a minute. Numbers of jobs by state are as sampled last; the rest is counted. A histogram's
-- bucket n counts durations below 2^n milliseconds.
CREATE TABLE queue_figures (
  minute timestamptz(3) NOT NULL,
  name text NOT NULL,
  waiting integer NOT NULL DEFAULT 0,
  delayed integer NOT NULL DEFAULT 0,
  blocked integer NOT NULL DEFAULT 0,
  sent integer NOT NULL DEFAULT 0,
  running integer NOT NULL DEFAULT 0,
  dead integer NOT NULL DEFAULT 0,
  oldest_ms integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  retried integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  cancelled integer NOT NULL DEFAULT 0,
  errors_retry integer NOT NULL DEFAULT 0,
  errors_never integer NOT NULL DEFAULT 0,
  errors_later integer NOT NULL DEFAULT 0,
  errors_bug integer NOT NULL DEFAULT 0,
  wait_ms bigint NOT NULL DEFAULT 0,
  run_ms bigint NOT NULL DEFAULT 0,
  wait_counts integer[] NOT NULL DEFAULT '{}',
  run_counts integer[] NOT NULL DEFAULT '{}',
  CONSTRAINT queue_figures_pkey PRIMARY KEY (minute, name)
);
CREATE INDEX queue_figures_name_minute_idx ON queue_figures (name, minute);

-- How busy the workers were in a minute, in milliseconds of places.
CREATE TABLE lane_figures (
  minute timestamptz(3) NOT NULL,
  lane text NOT NULL,
  places_ms bigint NOT NULL DEFAULT 0,
  busy_ms bigint NOT NULL DEFAULT 0,
  CONSTRAINT lane_figures_pkey PRIMARY KEY (minute, lane)
);

-- The worker processes that live.
CREATE TABLE queue_workers (
  id uuid NOT NULL,
  started_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  beat_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- { lane: { places, busy } }
  lanes jsonb NOT NULL,
  loop_ppm integer NOT NULL DEFAULT 0,
  pool_waiting integer NOT NULL DEFAULT 0,
  CONSTRAINT queue_workers_pkey PRIMARY KEY (id)
);

DO $$
DECLARE
  guarded text;
  agency_rule text := '(agency_id = (SELECT current_setting(''stead.agency_id'')::uuid))';
BEGIN
  FOREACH guarded IN ARRAY ARRAY['outbox_waits', 'dead_jobs', 'queue_controls', 'queue_actions', 'queue_figures',
    'lane_figures', 'queue_workers']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY system ON %I TO stead_system USING (true) WITH CHECK (true)', guarded);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO stead_system', guarded);
  END LOOP;
  FOREACH guarded IN ARRAY ARRAY['outbox_waits', 'dead_jobs']
  LOOP
    EXECUTE format('CREATE POLICY agency ON %I TO stead_app, stead_owner USING %s WITH CHECK %s', guarded, agency_rule, agency_rule);
    EXECUTE format('GRANT SELECT ON %I TO stead_app', guarded);
  END LOOP;
END $$;
GRANT INSERT, DELETE ON outbox_waits TO stead_app;
