-- Documents that are drawn as PDF, what stands at their head, and the clauses of leases.

CREATE TABLE "documents" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "params" JSONB NOT NULL DEFAULT '{}',
    "fingerprint" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "template_version" TEXT,
    "sha256" TEXT,
    "file_id" UUID,
    "job_run_id" UUID,
    "problem" TEXT,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "made_at" TIMESTAMPTZ(3),

    CONSTRAINT "documents_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT "documents_agency_id_file_id_fkey" FOREIGN KEY ("agency_id", "file_id")
      REFERENCES "files"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT documents_kind CHECK (kind IN ('invoice', 'settlement', 'receipt', 'lease', 'statement')),
    CONSTRAINT documents_status CHECK (status IN ('queued', 'ready', 'failed')),
    CONSTRAINT documents_made CHECK ((status = 'ready') = (file_id IS NOT NULL AND sha256 IS NOT NULL
      AND template_version IS NOT NULL AND made_at IS NOT NULL))
);
CREATE INDEX "documents_agency_id_kind_subject_id_fingerprint_idx" ON "documents"("agency_id", "kind", "subject_id", "fingerprint");
CREATE INDEX "documents_agency_id_file_id_idx" ON "documents"("agency_id", "file_id");
-- An invoice's PDF is made once.
CREATE UNIQUE INDEX documents_one_of_invoice ON documents (agency_id, subject_id) WHERE kind = 'invoice';

CREATE TABLE "letterheads" (
    "agency_id" UUID NOT NULL,
    "address" TEXT NOT NULL DEFAULT '',
    "email" TEXT,
    "phone" TEXT,
    "tax_number" TEXT,
    "how_to_pay" TEXT NOT NULL DEFAULT '',
    "footer" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "letterheads_pkey" PRIMARY KEY ("agency_id"),
    CONSTRAINT "letterheads_agency_id_fkey" FOREIGN KEY ("agency_id")
      REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "lease_clauses" (
    "agency_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "clauses" JSONB NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lease_clauses_pkey" PRIMARY KEY ("agency_id","version"),
    CONSTRAINT "lease_clauses_agency_id_fkey" FOREIGN KEY ("agency_id")
      REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- What was handed out stays as it is: only one that was not made yet may change.
CREATE FUNCTION refuse_change_of_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a document that was made is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_frozen BEFORE UPDATE ON documents FOR EACH ROW WHEN (OLD.status = 'ready')
  EXECUTE FUNCTION refuse_change_of_document();

DO $$
DECLARE
  guarded text;
  agency_rule text := '(agency_id = (SELECT current_setting(''stead.agency_id'')::uuid))';
BEGIN
  FOREACH guarded IN ARRAY ARRAY['documents', 'letterheads', 'lease_clauses'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY agency ON %I TO stead_app, stead_owner USING %s WITH CHECK %s', guarded, agency_rule, agency_rule);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO stead_app', guarded);
  END LOOP;
END $$;
GRANT UPDATE ON documents, letterheads TO stead_app;
