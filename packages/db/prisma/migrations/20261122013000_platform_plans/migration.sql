-- What agencies pay for the platform: plans, an agency's subscription, and what the provider told. The directory's
-- tables: stead_system writes them; an agency reads its own subscription and the plan that it is on, nothing else.

CREATE TABLE "plans" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "rank" INTEGER NOT NULL DEFAULT 0,
    "is_public" BOOLEAN NOT NULL DEFAULT true,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "limits" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "plans_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "plans_code_key" ON "plans"("code");
-- Agencies that chose no plan are on this one.
CREATE UNIQUE INDEX plans_one_default ON plans (is_default) WHERE is_default AND is_active;

CREATE TABLE "plan_prices" (
    "id" TEXT NOT NULL,
    "plan_id" UUID NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "interval" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "plan_prices_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "plan_prices_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT plan_prices_interval CHECK (interval IN ('month', 'year')),
    CONSTRAINT plan_prices_amount CHECK (amount_minor >= 0)
);
CREATE INDEX "plan_prices_plan_id_idx" ON "plan_prices"("plan_id");

-- One row an agency: what the provider told by subscription (facts), and what follows from it.
CREATE TABLE "subscriptions" (
    "agency_id" UUID NOT NULL,
    "customer_id" TEXT NOT NULL,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "subscription_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'none',
    "plan_id" UUID,
    "price_id" TEXT,
    "limits" JSONB,
    "period_ends_at" TIMESTAMPTZ(3),
    "trial_ends_at" TIMESTAMPTZ(3),
    "cancels_at_end" BOOLEAN NOT NULL DEFAULT false,
    "past_due_since" TIMESTAMPTZ(3),
    "entitled_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("agency_id"),
    CONSTRAINT "subscriptions_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "subscriptions_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plans"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT subscriptions_status CHECK (status IN
      ('none', 'incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'paused', 'unpaid', 'canceled'))
);
CREATE UNIQUE INDEX "subscriptions_customer_id_key" ON "subscriptions"("customer_id");
CREATE INDEX "subscriptions_plan_id_idx" ON "subscriptions"("plan_id");

-- What the provider told about the platform's own account, as it came, sealed. The id is the provider's: one event is
-- stored once. An event of nobody's (what is on sale) has no agency.
CREATE TABLE "platform_events" (
    "id" TEXT NOT NULL,
    "agency_id" UUID,
    "type" TEXT NOT NULL,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "body_sealed" BYTEA NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'received',
    "note" TEXT,
    "applied_at" TIMESTAMPTZ(3),

    CONSTRAINT "platform_events_pkey" PRIMARY KEY ("id"),
    CONSTRAINT platform_events_state CHECK (state IN ('received', 'waiting', 'applied', 'ignored', 'failed'))
);
CREATE INDEX "platform_events_agency_id_received_at_idx" ON "platform_events"("agency_id", "received_at");
CREATE INDEX "platform_events_received_at_idx" ON "platform_events"("received_at");

DO $$
DECLARE guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['plans', 'plan_prices', 'subscriptions', 'platform_events']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY system ON %I TO stead_system USING (true) WITH CHECK (true)', guarded);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO stead_system', guarded);
  END LOOP;
END $$;

CREATE POLICY agency ON subscriptions FOR SELECT TO stead_app
  USING (agency_id = (SELECT current_setting('stead.agency_id')::uuid));
GRANT SELECT (agency_id, status, plan_id, limits) ON subscriptions TO stead_app;
CREATE POLICY agency ON plans FOR SELECT TO stead_app
  USING (is_default OR EXISTS (SELECT 1 FROM subscriptions s
    WHERE s.agency_id = (SELECT current_setting('stead.agency_id')::uuid) AND s.plan_id = plans.id));
GRANT SELECT (id, name, limits, is_default, is_active) ON plans TO stead_app;

-- A change of an agency's plan is told by the provider, and stands in the agency's trail in the transaction of the change.
CREATE POLICY plans ON audit FOR INSERT TO stead_system WITH CHECK (action LIKE 'plan.%');
GRANT INSERT ON audit TO stead_system;
