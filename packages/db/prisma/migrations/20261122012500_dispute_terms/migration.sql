-- Why a payer disputes a payment, until when the provider takes an answer, and when it was decided.
ALTER TABLE "rail_disputes" ADD COLUMN "reason" TEXT;
ALTER TABLE "rail_disputes" ADD COLUMN "answer_by" TIMESTAMPTZ(3);
ALTER TABLE "rail_disputes" ADD COLUMN "closed_at" TIMESTAMPTZ(3);
CREATE INDEX "rail_disputes_agency_id_created_at_id_idx" ON "rail_disputes"("agency_id", "created_at", "id");
