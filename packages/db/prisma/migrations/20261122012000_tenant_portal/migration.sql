-- The tenants' own side: one-time codes and the sessions that they open.
CREATE TABLE "portal_codes" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "address_key" TEXT NOT NULL,
    "code_key" TEXT NOT NULL,
    "contact_ids" UUID[] NOT NULL,
    "tries" SMALLINT NOT NULL DEFAULT 0,
    "ticket_hash" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "portal_codes_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT portal_codes_tries CHECK (tries BETWEEN 0 AND 5)
);
CREATE INDEX "portal_codes_agency_id_expires_at_idx" ON "portal_codes"("agency_id", "expires_at");
ALTER TABLE "portal_codes" ADD CONSTRAINT "portal_codes_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "portal_sessions" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "address_key" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "portal_sessions_pkey" PRIMARY KEY ("agency_id","id")
);
CREATE UNIQUE INDEX "portal_sessions_agency_id_token_hash_key" ON "portal_sessions"("agency_id", "token_hash");
CREATE INDEX "portal_sessions_agency_id_contact_id_idx" ON "portal_sessions"("agency_id", "contact_id");
CREATE INDEX "portal_sessions_agency_id_expires_at_idx" ON "portal_sessions"("agency_id", "expires_at");
ALTER TABLE "portal_sessions" ADD CONSTRAINT "portal_sessions_agency_id_contact_id_fkey" FOREIGN KEY ("agency_id", "contact_id") REFERENCES "contacts"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE
  guarded text;
  agency_rule text := '(agency_id = (SELECT current_setting(''stead.agency_id'')::uuid))';
BEGIN
  FOREACH guarded IN ARRAY ARRAY['portal_codes', 'portal_sessions']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY agency ON %I TO stead_app, stead_owner USING %s WITH CHECK %s', guarded, agency_rule, agency_rule);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO stead_app', guarded);
  END LOOP;
END $$;
