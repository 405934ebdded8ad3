-- What stands before the calls of each process to a provider. A process tells of its own; one that tells no more is gone.
CREATE TABLE "rail_breakers" (
    "agency_id" UUID NOT NULL,
    "rail_account_id" UUID NOT NULL,
    "process_id" UUID NOT NULL,
    "process" TEXT NOT NULL,
    "rail" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "probes_at" TIMESTAMPTZ(3),
    "fault_code" TEXT,
    "fault_text" TEXT,
    "fault_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rail_breakers_pkey" PRIMARY KEY ("agency_id", "rail_account_id", "process_id"),
    CONSTRAINT rail_breakers_process CHECK (process IN ('api', 'worker')),
    CONSTRAINT rail_breakers_state CHECK (state IN ('working', 'resting', 'probing'))
);
CREATE INDEX "rail_breakers_process_id_idx" ON "rail_breakers"("process_id");
CREATE INDEX "rail_breakers_told_at_idx" ON "rail_breakers"("told_at");
ALTER TABLE "rail_breakers" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "rail_breakers" FORCE ROW LEVEL SECURITY;
CREATE POLICY agency ON "rail_breakers" TO stead_app, stead_owner
  USING (agency_id = (SELECT current_setting('stead.agency_id')::uuid))
  WITH CHECK (agency_id = (SELECT current_setting('stead.agency_id')::uuid));
CREATE POLICY system ON "rail_breakers" TO stead_system USING (true) WITH CHECK (true);
GRANT SELECT ON "rail_breakers" TO stead_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "rail_breakers" TO stead_system;
