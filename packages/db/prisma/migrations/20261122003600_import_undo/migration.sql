-- Undoing an import: what a file brought in goes again, row by row, unless something happened to it since.

ALTER TABLE "imports"
  ADD COLUMN "undo_row" INTEGER,
  ADD COLUMN "undone_count" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "kept_count" INTEGER NOT NULL DEFAULT 0,
  DROP CONSTRAINT imports_status_check,
  ADD CONSTRAINT imports_status_check CHECK (status IN ('uploaded', 'analysing', 'ready', 'checking', 'checked', 'applying',
    'done', 'failed', 'cancelled', 'undoing', 'undone'));
ALTER TABLE "import_rows"
  DROP CONSTRAINT import_rows_outcome_check,
  ADD CONSTRAINT import_rows_outcome_check CHECK (outcome IN ('error', 'warning', 'create', 'update', 'kept'));

-- What a row changed that was there before it, and what it takes to put that back.
CREATE TABLE "import_changes" (
    "agency_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "entity_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "facts" JSONB NOT NULL,

    CONSTRAINT "import_changes_pkey" PRIMARY KEY ("agency_id","import_id","row_no"),
    CONSTRAINT "import_changes_agency_id_import_id_fkey" FOREIGN KEY ("agency_id", "import_id")
      REFERENCES "imports"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
ALTER TABLE import_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY agency ON import_changes TO stead_app, stead_owner
  USING (agency_id = (SELECT current_setting('stead.agency_id')::uuid))
  WITH CHECK (agency_id = (SELECT current_setting('stead.agency_id')::uuid));
GRANT SELECT, INSERT, DELETE ON import_changes TO stead_app;

-- An undo walks a file's rows backwards.
DROP INDEX "properties_agency_id_import_id_idx";
DROP INDEX "units_agency_id_import_id_idx";
DROP INDEX "contacts_agency_id_import_id_idx";
DROP INDEX "leases_agency_id_import_id_idx";
CREATE INDEX "properties_agency_id_import_id_import_row_idx" ON "properties"("agency_id", "import_id", "import_row");
CREATE INDEX "units_agency_id_import_id_import_row_idx" ON "units"("agency_id", "import_id", "import_row");
CREATE INDEX "contacts_agency_id_import_id_import_row_idx" ON "contacts"("agency_id", "import_id", "import_row");
CREATE INDEX "leases_agency_id_import_id_import_row_idx" ON "leases"("agency_id", "import_id", "import_row");

-- A lease ends or is cancelled. Only one that came from a file and was never touched may be deleted, and its one
-- version goes with it.
CREATE FUNCTION refuse_lease_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.import_id IS NULL OR OLD.version > 1 THEN
    RAISE EXCEPTION 'leases are ended or cancelled, never deleted' USING ERRCODE = 'ST001';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER kept BEFORE DELETE ON leases FOR EACH ROW EXECUTE FUNCTION refuse_lease_deletion();

CREATE FUNCTION refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM leases l WHERE l.agency_id = OLD.agency_id AND l.id = OLD.lease_id) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'ST001';
END $$;
DROP TRIGGER frozen ON lease_versions;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON lease_versions FOR EACH ROW EXECUTE FUNCTION refuse_version_change();
