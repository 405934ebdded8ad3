-- How money is sent out, what a second try belongs to, and the files that banks are given.

-- A file of payments for the bank. It is given out once: the same file at the bank twice pays twice.
CREATE TABLE "disbursement_batches" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'making',
    "currency" CHAR(3) NOT NULL,
    "execute_on" DATE NOT NULL,
    "payment_count" INTEGER NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "from_sealed" TEXT NOT NULL,
    "from_name" TEXT NOT NULL,
    "from_hint" TEXT NOT NULL,
    "xml_file_id" UUID,
    "csv_file_id" UUID,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "given_out_to" UUID,
    "given_out_at" TIMESTAMPTZ(3),
    "format" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "disbursement_batches_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT "disbursement_batches_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT disbursement_batches_state CHECK (state IN ('making', 'ready', 'given_out')),
    CONSTRAINT disbursement_batches_amount CHECK (payment_count > 0 AND total_minor > 0),
    CONSTRAINT disbursement_batches_files CHECK (state = 'making' OR (xml_file_id IS NOT NULL AND csv_file_id IS NOT NULL))
);
ALTER TABLE "disbursement_batches" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "disbursement_batches" FORCE ROW LEVEL SECURITY;
CREATE POLICY agency ON "disbursement_batches" TO stead_app, stead_owner
  USING (agency_id = (SELECT current_setting('stead.agency_id')::uuid))
  WITH CHECK (agency_id = (SELECT current_setting('stead.agency_id')::uuid));
GRANT SELECT, INSERT, UPDATE ON "disbursement_batches" TO stead_app;

ALTER TABLE "disbursements"
    ADD COLUMN "way" TEXT NOT NULL DEFAULT 'refund',
    ADD COLUMN "retries_id" UUID,
    ADD COLUMN "batch_id" UUID,
    ADD COLUMN "next_check_at" TIMESTAMPTZ(3),
    ADD CONSTRAINT disbursements_way CHECK (way IN ('refund', 'pay_out', 'bank_file')),
    ADD CONSTRAINT disbursements_account CHECK ((way = 'bank_file') = (rail_account_id IS NULL)),
    ADD CONSTRAINT disbursements_booked CHECK (refund_id IS NOT NULL OR state IN ('awaiting_approval', 'cancelled', 'failed'));
-- The owner looks at every agency's rows to see that the new keys hold.
ALTER TABLE "disbursements" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "disbursement_batches" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "disbursements" ADD CONSTRAINT "disbursements_agency_id_batch_id_fkey" FOREIGN KEY ("agency_id", "batch_id") REFERENCES "disbursement_batches"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "disbursements" ADD CONSTRAINT "disbursements_agency_id_retries_id_fkey" FOREIGN KEY ("agency_id", "retries_id") REFERENCES "disbursements"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "disbursements" FORCE ROW LEVEL SECURITY;
ALTER TABLE "disbursement_batches" FORCE ROW LEVEL SECURITY;
-- A failed one is tried again once; what fails again is tried again itself.
CREATE UNIQUE INDEX disbursements_retried ON disbursements (agency_id, retries_id) WHERE state <> 'cancelled';
CREATE INDEX "disbursements_agency_id_batch_id_idx" ON "disbursements"("agency_id", "batch_id");
CREATE INDEX "disbursements_agency_id_lease_id_idx" ON "disbursements"("agency_id", "lease_id");
CREATE INDEX "disbursements_agency_id_rail_account_id_provider_ref_idx" ON "disbursements"("agency_id", "rail_account_id", "provider_ref");
CREATE INDEX "disbursement_batches_agency_id_created_at_id_idx" ON "disbursement_batches"("agency_id", "created_at", "id");

-- What is due to be sent or asked about, over all agencies.
GRANT SELECT (way, next_check_at) ON "disbursements" TO stead_system;
CREATE INDEX disbursements_due ON disbursements (next_check_at) WHERE next_check_at IS NOT NULL;
