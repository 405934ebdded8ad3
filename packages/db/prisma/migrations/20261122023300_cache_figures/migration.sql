-- What the caches of all processes did, a family a minute; what each process holds now; what operators did to them.
CREATE TABLE "cache_figures" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "family" TEXT NOT NULL,
    "memory_hits" BIGINT NOT NULL DEFAULT 0,
    "shared_hits" BIGINT NOT NULL DEFAULT 0,
    "misses" BIGINT NOT NULL DEFAULT 0,
    "joined" BIGINT NOT NULL DEFAULT 0,
    "loads" BIGINT NOT NULL DEFAULT 0,
    "load_errors" BIGINT NOT NULL DEFAULT 0,
    "load_us" BIGINT NOT NULL DEFAULT 0,
    "stale_served" BIGINT NOT NULL DEFAULT 0,
    "stale_on_error" BIGINT NOT NULL DEFAULT 0,
    "invalidated" BIGINT NOT NULL DEFAULT 0,
    "evictions" BIGINT NOT NULL DEFAULT 0,
    "shared_errors" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "cache_figures_pkey" PRIMARY KEY ("minute", "family")
);
CREATE TABLE "cache_processes" (
    "id" UUID NOT NULL,
    "process" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "holds" JSONB NOT NULL,

    CONSTRAINT "cache_processes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT cache_processes_process CHECK (process IN ('api', 'worker'))
);
CREATE TABLE "cache_actions" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_user_id" UUID NOT NULL,
    "agency_id" UUID,
    "tags" TEXT[] NOT NULL,
    "request_id" TEXT,

    CONSTRAINT "cache_actions_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "cache_actions_at_id_idx" ON "cache_actions"("at", "id");

DO $$
DECLARE
  guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['cache_figures', 'cache_processes', 'cache_actions']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY system ON %I TO stead_system USING (true) WITH CHECK (true)', guarded);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO stead_system', guarded);
  END LOOP;
END $$;
