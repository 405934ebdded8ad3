ALTER TABLE "files" ADD COLUMN "deleted_at" TIMESTAMPTZ(3);

CREATE TABLE "download_links" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "file_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "download_links_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT "download_links_agency_id_file_id_fkey" FOREIGN KEY ("agency_id", "file_id")
      REFERENCES "files"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "download_links_agency_id_token_hash_key" ON "download_links"("agency_id", "token_hash");
CREATE INDEX "download_links_agency_id_file_id_idx" ON "download_links"("agency_id", "file_id");

CREATE TABLE "exports" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "list" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "filters" JSONB NOT NULL DEFAULT '{}',
    "status" TEXT NOT NULL DEFAULT 'queued',
    "row_count" INTEGER NOT NULL DEFAULT 0,
    "file_id" UUID,
    "job_run_id" UUID,
    "problem" TEXT,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "exports_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT "exports_agency_id_file_id_fkey" FOREIGN KEY ("agency_id", "file_id")
      REFERENCES "files"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT exports_format CHECK (format IN ('csv', 'xlsx')),
    CONSTRAINT exports_status CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled'))
);
CREATE INDEX "exports_agency_id_created_by_created_at_id_idx" ON "exports"("agency_id", "created_by", "created_at", "id");
CREATE INDEX "exports_agency_id_file_id_idx" ON "exports"("agency_id", "file_id");

CREATE TABLE "bulk_operations" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "params" JSONB NOT NULL DEFAULT '{}',
    "status" TEXT NOT NULL DEFAULT 'queued',
    "row_count" INTEGER NOT NULL,
    "done_count" INTEGER NOT NULL DEFAULT 0,
    "failed_count" INTEGER NOT NULL DEFAULT 0,
    "job_run_id" UUID,
    "problem" TEXT,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_operations_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT bulk_operations_status CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled'))
);
CREATE INDEX "bulk_operations_agency_id_created_by_created_at_id_idx"
  ON "bulk_operations"("agency_id", "created_by", "created_at", "id");

CREATE TABLE "bulk_rows" (
    "agency_id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "entity_id" UUID NOT NULL,
    "label" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "code" TEXT,
    "message" TEXT,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_rows_pkey" PRIMARY KEY ("agency_id","operation_id","row_no"),
    CONSTRAINT "bulk_rows_agency_id_operation_id_fkey" FOREIGN KEY ("agency_id", "operation_id")
      REFERENCES "bulk_operations"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT bulk_rows_status CHECK (status IN ('waiting', 'done', 'failed'))
);
CREATE UNIQUE INDEX "bulk_rows_agency_id_operation_id_entity_id_key" ON "bulk_rows"("agency_id", "operation_id", "entity_id");
CREATE INDEX "bulk_rows_agency_id_operation_id_status_row_no_idx"
  ON "bulk_rows"("agency_id", "operation_id", "status", "row_no");

DO $$
DECLARE
  guarded text;
  agency_rule text := '(agency_id = (SELECT current_setting(''stead.agency_id'')::uuid))';
BEGIN
  FOREACH guarded IN ARRAY ARRAY['download_links', 'exports', 'bulk_operations', 'bulk_rows'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY agency ON %I TO stead_app, stead_owner USING %s WITH CHECK %s', guarded, agency_rule, agency_rule);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO stead_app', guarded);
  END LOOP;
END $$;

-- The machinery learns which agencies have files to delete, and nothing else about them.
CREATE INDEX files_to_delete ON files (expires_at) WHERE deleted_at IS NULL AND expires_at IS NOT NULL;
CREATE POLICY system ON files FOR SELECT TO stead_system USING (true);
GRANT SELECT (agency_id, expires_at, deleted_at) ON files TO stead_system;
