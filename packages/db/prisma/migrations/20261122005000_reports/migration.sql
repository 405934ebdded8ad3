-- Which transactions changed what reports are made of. A result remembers the snapshot it was made in; it is out of date
-- as soon as there is a row here that the snapshot does not see. Rows are only added, so writers never wait for each other.
CREATE TABLE "data_changes" (
    "agency_id" UUID NOT NULL,
    "xact" BIGINT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "data_changes_pkey" PRIMARY KEY ("agency_id","xact")
);
CREATE INDEX "data_changes_changed_at_idx" ON "data_changes"("changed_at");

CREATE TABLE "report_results" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "cache_key" TEXT NOT NULL,
    "row_count" INTEGER NOT NULL,
    "totals" JSONB NOT NULL,
    "plots" JSONB NOT NULL,
    "snapshot" TEXT NOT NULL,
    -- Numbers of transactions mean nothing on another server: a result that was restored there is out of date.
    "server_started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT pg_postmaster_start_time(),
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "report_results_pkey" PRIMARY KEY ("agency_id","id")
);
CREATE INDEX "report_results_agency_id_cache_key_made_at_idx" ON "report_results"("agency_id", "cache_key", "made_at");
CREATE INDEX "report_results_made_at_idx" ON "report_results"("made_at");

CREATE TABLE "report_chunks" (
    "agency_id" UUID NOT NULL,
    "result_id" UUID NOT NULL,
    "chunk_no" INTEGER NOT NULL,
    "rows" JSONB NOT NULL,

    CONSTRAINT "report_chunks_pkey" PRIMARY KEY ("agency_id","result_id","chunk_no"),
    CONSTRAINT "report_chunks_agency_id_result_id_fkey" FOREIGN KEY ("agency_id", "result_id")
      REFERENCES "report_results"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "report_schedules" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "params" JSONB NOT NULL DEFAULT '{}',
    "covers" TEXT NOT NULL,
    "cadence" TEXT NOT NULL,
    "weekday" INTEGER,
    "day_of_month" INTEGER,
    "hour" INTEGER NOT NULL,
    "formats" TEXT[] NOT NULL,
    "recipients" UUID[] NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_schedules_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT report_schedules_cadence CHECK (
      (cadence = 'daily' AND weekday IS NULL AND day_of_month IS NULL)
      OR (cadence = 'weekly' AND weekday BETWEEN 1 AND 7 AND day_of_month IS NULL)
      OR (cadence = 'monthly' AND weekday IS NULL AND day_of_month BETWEEN 1 AND 28)),
    CONSTRAINT report_schedules_hour CHECK (hour BETWEEN 0 AND 23)
);
CREATE INDEX "report_schedules_agency_id_created_at_id_idx" ON "report_schedules"("agency_id", "created_at", "id");

CREATE TABLE "report_runs" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "params" JSONB NOT NULL DEFAULT '{}',
    "origin" TEXT NOT NULL,
    "formats" TEXT[] NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "row_count" INTEGER NOT NULL DEFAULT 0,
    "duration_ms" INTEGER,
    "was_cached" BOOLEAN NOT NULL DEFAULT false,
    "schedule_id" UUID,
    "job_run_id" UUID,
    "problem" TEXT,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_runs_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT "report_runs_agency_id_schedule_id_fkey" FOREIGN KEY ("agency_id", "schedule_id")
      REFERENCES "report_schedules"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT report_runs_origin CHECK (origin IN ('screen', 'file', 'schedule')),
    CONSTRAINT report_runs_status CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled'))
);
CREATE INDEX "report_runs_agency_id_created_at_id_idx" ON "report_runs"("agency_id", "created_at", "id");
CREATE INDEX "report_runs_agency_id_created_by_created_at_id_idx" ON "report_runs"("agency_id", "created_by", "created_at", "id");
CREATE INDEX "report_runs_agency_id_schedule_id_created_at_idx" ON "report_runs"("agency_id", "schedule_id", "created_at");

CREATE TABLE "report_files" (
    "agency_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "format" TEXT NOT NULL,
    "file_id" UUID NOT NULL,

    CONSTRAINT "report_files_pkey" PRIMARY KEY ("agency_id","run_id","format"),
    CONSTRAINT "report_files_agency_id_run_id_fkey" FOREIGN KEY ("agency_id", "run_id")
      REFERENCES "report_runs"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "report_files_agency_id_file_id_fkey" FOREIGN KEY ("agency_id", "file_id")
      REFERENCES "files"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT report_files_format CHECK (format IN ('csv', 'xlsx', 'pdf'))
);
CREATE INDEX "report_files_agency_id_file_id_idx" ON "report_files"("agency_id", "file_id");

DO $$
DECLARE
  guarded text;
  agency_rule text := '(agency_id = (SELECT current_setting(''stead.agency_id'')::uuid))';
BEGIN
  FOREACH guarded IN ARRAY ARRAY['data_changes', 'report_results', 'report_chunks', 'report_schedules', 'report_runs', 'report_files']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY agency ON %I TO stead_app, stead_owner USING %s WITH CHECK %s', guarded, agency_rule, agency_rule);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO stead_app', guarded);
  END LOOP;
  -- The machinery sweeps what is kept no longer; it sees ages only.
  FOREACH guarded IN ARRAY ARRAY['data_changes', 'report_results']
  LOOP
    EXECUTE format('CREATE POLICY system ON %I TO stead_system USING (true)', guarded);
    EXECUTE format('GRANT DELETE ON %I TO stead_system', guarded);
  END LOOP;
END $$;
GRANT SELECT (changed_at) ON data_changes TO stead_system;
GRANT SELECT (made_at) ON report_results TO stead_system;
GRANT UPDATE ON report_schedules, report_runs TO stead_app;

-- By statement, not by row: what changed is not said, only that this transaction changed something.
CREATE FUNCTION note_data_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  agency uuid := NULLIF(current_setting('stead.agency_id', true), '')::uuid;
BEGIN
  IF agency IS NOT NULL THEN
    INSERT INTO data_changes (agency_id, xact) VALUES (agency, pg_current_xact_id()::text::bigint) ON CONFLICT DO NOTHING;
  ELSE
    -- Only an administrator writes without an agency: no stored result can be trusted after that.
    DELETE FROM report_results;
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE watched text;
BEGIN
  FOREACH watched IN ARRAY ARRAY['properties', 'units', 'contacts', 'leases', 'lease_items', 'lease_versions', 'ledger_accounts',
    'journals', 'invoices']
  LOOP
    EXECUTE format('CREATE TRIGGER data_changed AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION note_data_change()', watched);
  END LOOP;
END $$;
