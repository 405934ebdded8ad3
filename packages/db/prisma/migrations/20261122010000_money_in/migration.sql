-- Money that comes in by the providers' rails.

-- An agency's accounts with providers. The settings hold secrets and are sealed by the application.
CREATE TABLE "rail_accounts" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "rail" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "settings_sealed" TEXT NOT NULL,
    "settings_hints" JSONB NOT NULL DEFAULT '{}',
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "refuses_unknown" BOOLEAN NOT NULL DEFAULT false,
    "pulled_to" TIMESTAMPTZ(3),
    "registered_at" TIMESTAMPTZ(3),
    "tested_at" TIMESTAMPTZ(3),
    "test_result" JSONB,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "rail_accounts_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT "rail_accounts_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "rail_accounts_agency_id_rail_account_key" ON "rail_accounts"("agency_id", "rail", "account");

-- The secret part of a callback's address, as its hash. The old one holds until it expires after a change.
CREATE TABLE "webhook_paths" (
    "secret_hash" TEXT NOT NULL,
    "agency_id" UUID NOT NULL,
    "rail_account_id" UUID NOT NULL,
    "rail" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_paths_pkey" PRIMARY KEY ("secret_hash"),
    CONSTRAINT "webhook_paths_agency_id_rail_account_id_fkey" FOREIGN KEY ("agency_id", "rail_account_id") REFERENCES "rail_accounts"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "webhook_paths_agency_id_rail_account_id_idx" ON "webhook_paths"("agency_id", "rail_account_id");

-- What providers sent, as it came. Partitioned by month; the key of each is claimed in external_keys, for ever.
CREATE TABLE "inbound_events" (
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "id" UUID NOT NULL,
    "agency_id" UUID NOT NULL,
    "rail_account_id" UUID NOT NULL,
    "rail" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "event_key" TEXT NOT NULL,
    "is_verified" BOOLEAN NOT NULL,
    "body_sealed" BYTEA NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'received',
    "note" TEXT,
    "applied_at" TIMESTAMPTZ(3),
    "attempt_id" UUID,
    "payment_id" UUID,
    "disbursement_id" UUID,

    CONSTRAINT "inbound_events_pkey" PRIMARY KEY ("received_at","id"),
    CONSTRAINT inbound_events_state CHECK (state IN ('received', 'waiting', 'applied', 'ignored', 'failed'))
) PARTITION BY RANGE ("received_at");
CREATE INDEX "inbound_events_agency_id_id_idx" ON "inbound_events"("agency_id", "id");
CREATE INDEX "inbound_events_agency_id_state_id_idx" ON "inbound_events"("agency_id", "state", "id");
CREATE INDEX "inbound_events_agency_id_payment_id_idx" ON "inbound_events"("agency_id", "payment_id");
CREATE INDEX "inbound_events_agency_id_attempt_id_idx" ON "inbound_events"("agency_id", "attempt_id");

DO $$
DECLARE month date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
BEGIN
  FOR i IN 0..3 LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF inbound_events FOR VALUES FROM (%L) TO (%L)',
      'inbound_events_' || to_char(month + make_interval(months => i), 'YYYY_MM'),
      (month + make_interval(months => i))::timestamp AT TIME ZONE 'UTC',
      (month + make_interval(months => i + 1))::timestamp AT TIME ZONE 'UTC');
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', 'inbound_events_' || to_char(month + make_interval(months => i), 'YYYY_MM'));
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', 'inbound_events_' || to_char(month + make_interval(months => i), 'YYYY_MM'));
  END LOOP;
END $$;

-- A payer was asked for money. `starting` is committed before the provider is called.
CREATE TABLE "payment_attempts" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "rail" TEXT NOT NULL,
    "rail_account_id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "property_id" UUID NOT NULL,
    "contact_id" UUID,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reference" TEXT NOT NULL,
    "payer_key" TEXT,
    "payer_hint" TEXT,
    "state" TEXT NOT NULL DEFAULT 'starting',
    "provider_ref" TEXT,
    "url" TEXT,
    "result_code" TEXT,
    "result_text" TEXT,
    "payment_id" UUID,
    "checks" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "payment_attempts_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT payment_attempts_amount CHECK (amount_minor > 0),
    CONSTRAINT payment_attempts_state CHECK (state IN ('starting', 'pending', 'failed', 'expired', 'cancelled', 'unknown', 'paid')),
    CONSTRAINT payment_attempts_paid CHECK (payment_id IS NULL OR state = 'paid')
);
CREATE UNIQUE INDEX "payment_attempts_agency_id_rail_account_id_provider_ref_key" ON "payment_attempts"("agency_id", "rail_account_id", "provider_ref");
-- A second prompt on a phone that shows one fails, and two that are both paid are one rent too many.
CREATE UNIQUE INDEX payment_attempts_open ON payment_attempts (agency_id, lease_id, payer_key) WHERE state IN ('starting', 'pending');
CREATE INDEX "payment_attempts_agency_id_created_at_id_idx" ON "payment_attempts"("agency_id", "created_at", "id");
CREATE INDEX "payment_attempts_agency_id_lease_id_created_at_idx" ON "payment_attempts"("agency_id", "lease_id", "created_at");
CREATE INDEX "payment_attempts_agency_id_payment_id_idx" ON "payment_attempts"("agency_id", "payment_id");
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_agency_id_rail_account_id_fkey" FOREIGN KEY ("agency_id", "rail_account_id") REFERENCES "rail_accounts"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_agency_id_lease_id_fkey" FOREIGN KEY ("agency_id", "lease_id") REFERENCES "leases"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Money that is sent out by a rail or a bank file: refunds now, payouts to owners on the same way.
CREATE TABLE "disbursements" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "rail" TEXT NOT NULL,
    "rail_account_id" UUID,
    "payment_id" UUID,
    "lease_id" UUID,
    "property_id" UUID,
    "contact_id" UUID,
    "source" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "destination_sealed" TEXT,
    "destination_hint" TEXT,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "request_key" TEXT NOT NULL,
    "provider_ref" TEXT,
    "external_id" TEXT,
    "refund_id" UUID,
    "result_code" TEXT,
    "result_text" TEXT,
    "checks" INTEGER NOT NULL DEFAULT 0,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "approved_by" UUID,
    "approved_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "disbursements_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT disbursements_kind CHECK (kind IN ('refund')),
    CONSTRAINT disbursements_amount CHECK (amount_minor > 0),
    CONSTRAINT disbursements_state CHECK (state IN ('awaiting_approval', 'approved', 'sending', 'sent', 'paid', 'failed', 'uncertain', 'cancelled')),
    CONSTRAINT disbursements_second_person CHECK (approved_by IS NULL OR approved_by <> created_by)
);
CREATE UNIQUE INDEX "disbursements_agency_id_request_key_key" ON "disbursements"("agency_id", "request_key");
CREATE INDEX "disbursements_agency_id_state_created_at_id_idx" ON "disbursements"("agency_id", "state", "created_at", "id");
CREATE INDEX "disbursements_agency_id_payment_id_idx" ON "disbursements"("agency_id", "payment_id");
CREATE INDEX "disbursements_agency_id_created_at_id_idx" ON "disbursements"("agency_id", "created_at", "id");
ALTER TABLE "disbursements" ADD CONSTRAINT "disbursements_agency_id_rail_account_id_fkey" FOREIGN KEY ("agency_id", "rail_account_id") REFERENCES "rail_accounts"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "disbursements" ADD CONSTRAINT "disbursements_agency_id_payment_id_fkey" FOREIGN KEY ("agency_id", "payment_id") REFERENCES "payments"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A refund that was booked when it was sent on its way and did not arrive: the money is back where it was.
CREATE TABLE "refund_failures" (
    "agency_id" UUID NOT NULL,
    "refund_id" UUID NOT NULL,
    "journal_id" UUID NOT NULL,
    "failed_on" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "refund_failures_pkey" PRIMARY KEY ("agency_id","refund_id"),
    CONSTRAINT "refund_failures_agency_id_refund_id_fkey" FOREIGN KEY ("agency_id", "refund_id") REFERENCES "refunds"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- Money that a provider took back, or gave again.
CREATE TABLE "rail_disputes" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "rail_account_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "payment_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "fee_minor" BIGINT NOT NULL DEFAULT 0,
    "is_withdrawn" BOOLEAN NOT NULL DEFAULT false,
    "reinstated_payment_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rail_disputes_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT rail_disputes_state CHECK (state IN ('opened', 'won', 'lost'))
);
CREATE UNIQUE INDEX "rail_disputes_agency_id_rail_account_id_external_id_key" ON "rail_disputes"("agency_id", "rail_account_id", "external_id");
CREATE INDEX "rail_disputes_agency_id_payment_id_idx" ON "rail_disputes"("agency_id", "payment_id");
ALTER TABLE "rail_disputes" ADD CONSTRAINT "rail_disputes_agency_id_payment_id_fkey" FOREIGN KEY ("agency_id", "payment_id") REFERENCES "payments"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "rail_disputes" ADD CONSTRAINT "rail_disputes_agency_id_rail_account_id_fkey" FOREIGN KEY ("agency_id", "rail_account_id") REFERENCES "rail_accounts"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A provider paid an account's balance to the bank.
CREATE TABLE "rail_settlements" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "rail_account_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "gross_minor" BIGINT NOT NULL,
    "fee_minor" BIGINT NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "settled_on" DATE NOT NULL,
    "journal_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rail_settlements_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT rail_settlements_adds_up CHECK (gross_minor = fee_minor + net_minor)
);
CREATE UNIQUE INDEX "rail_settlements_agency_id_rail_account_id_external_id_key" ON "rail_settlements"("agency_id", "rail_account_id", "external_id");
CREATE INDEX "rail_settlements_agency_id_settled_on_idx" ON "rail_settlements"("agency_id", "settled_on");
ALTER TABLE "rail_settlements" ADD CONSTRAINT "rail_settlements_agency_id_rail_account_id_fkey" FOREIGN KEY ("agency_id", "rail_account_id") REFERENCES "rail_accounts"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A receipt whose money is for several leases is taken back and entered again, one receipt a lease.
ALTER TABLE payment_reversals DROP CONSTRAINT payment_reversals_kind_check;
ALTER TABLE payment_reversals ADD CONSTRAINT payment_reversals_kind_check CHECK (kind IN ('bounced', 'mistake', 'chargeback', 'split'));

-- Who paid, as the provider or the bank names them: a fingerprint to know them again by, and their name, sealed.
CREATE TABLE "payment_payers" (
    "agency_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "payer_key" TEXT,
    "name_sealed" TEXT,

    CONSTRAINT "payment_payers_pkey" PRIMARY KEY ("agency_id","payment_id"),
    CONSTRAINT "payment_payers_agency_id_payment_id_fkey" FOREIGN KEY ("agency_id", "payment_id") REFERENCES "payments"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "payment_payers_agency_id_payer_key_idx" ON "payment_payers"("agency_id", "payer_key");

-- What clerks taught: a reference or a payer whose money is for a lease.
CREATE TABLE "suspense_aliases" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "lease_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "suspense_aliases_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT suspense_aliases_kind CHECK (kind IN ('reference', 'payer')),
    CONSTRAINT "suspense_aliases_agency_id_lease_id_fkey" FOREIGN KEY ("agency_id", "lease_id") REFERENCES "leases"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX suspense_aliases_value ON suspense_aliases (agency_id, kind, value) WHERE ended_at IS NULL;
CREATE INDEX "suspense_aliases_agency_id_lease_id_idx" ON "suspense_aliases"("agency_id", "lease_id");
CREATE INDEX "suspense_aliases_agency_id_payment_id_idx" ON "suspense_aliases"("agency_id", "payment_id");

-- Which rails there are is said in one table of the application; here stands how their names look.
ALTER TABLE payments DROP CONSTRAINT payments_rail_check;
ALTER TABLE payments ADD CONSTRAINT payments_rail_check CHECK (rail ~ '^[a-z][a-z0-9_]{1,30}$');

-- A lease's reference as payers write it: no spaces or signs, and letters that are taken for digits as those digits.
ALTER TABLE leases ADD COLUMN reference_key text
  GENERATED ALWAYS AS (translate(upper(regexp_replace(reference, '[^A-Za-z0-9]', '', 'g')), 'OI', '01')) STORED;
CREATE INDEX "leases_agency_id_reference_key_idx" ON "leases"("agency_id", "reference_key");

DO $$
DECLARE
  guarded text;
  agency_rule text := '(agency_id = (SELECT current_setting(''stead.agency_id'')::uuid))';
BEGIN
  FOREACH guarded IN ARRAY ARRAY['rail_accounts', 'webhook_paths', 'inbound_events', 'payment_attempts', 'disbursements',
    'refund_failures', 'rail_disputes', 'rail_settlements', 'payment_payers', 'suspense_aliases']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY agency ON %I TO stead_app, stead_owner USING %s WITH CHECK %s', guarded, agency_rule, agency_rule);
    EXECUTE format('GRANT SELECT ON %I TO stead_app', guarded);
  END LOOP;
  FOREACH guarded IN ARRAY ARRAY['refund_failures', 'rail_settlements'] LOOP
    EXECUTE format('CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', guarded);
    EXECUTE format('CREATE TRIGGER kept BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', guarded);
  END LOOP;
END $$;
GRANT INSERT ON rail_accounts, webhook_paths, payment_attempts, disbursements, refund_failures, rail_disputes, rail_settlements, payment_payers, suspense_aliases TO stead_app;
GRANT UPDATE ON rail_accounts, payment_attempts, disbursements, rail_disputes, suspense_aliases TO stead_app;
GRANT UPDATE (expires_at) ON webhook_paths TO stead_app;
GRANT UPDATE (state, note, applied_at, attempt_id, payment_id, disbursement_id) ON inbound_events TO stead_app;

-- The door: it finds the account of an address, stores what came, and claims its key. It reads no money.
CREATE POLICY system ON webhook_paths FOR SELECT TO stead_system USING (true);
GRANT SELECT ON webhook_paths TO stead_system;
CREATE POLICY system ON rail_accounts FOR SELECT TO stead_system USING (true);
GRANT SELECT ON rail_accounts TO stead_system;
CREATE POLICY system ON inbound_events FOR INSERT TO stead_system WITH CHECK (true);
GRANT INSERT ON inbound_events TO stead_system;
CREATE POLICY door ON external_keys FOR INSERT TO stead_system WITH CHECK (kind = 'event');
CREATE POLICY door_reads ON external_keys FOR SELECT TO stead_system USING (kind = 'event');
GRANT SELECT, INSERT ON external_keys TO stead_system;

-- What is open and due to be asked about, over all agencies.
CREATE POLICY system ON payment_attempts FOR SELECT TO stead_system USING (true);
GRANT SELECT (agency_id, id, state, created_at, expires_at) ON payment_attempts TO stead_system;
CREATE POLICY system ON disbursements FOR SELECT TO stead_system USING (true);
GRANT SELECT (agency_id, id, state, created_at, sent_at) ON disbursements TO stead_system;
CREATE INDEX payment_attempts_running ON payment_attempts (created_at) WHERE state IN ('starting', 'pending');
CREATE INDEX disbursements_running ON disbursements (created_at) WHERE state IN ('approved', 'sending', 'sent', 'uncertain');
