-- Statements of banks and providers, their lines, and the proof of each day.

-- An agency's own accounts with banks.
CREATE TABLE "bank_accounts" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "account_code" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "bank_accounts_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT bank_accounts_code CHECK (account_code IN ('1000', '1005')),
    CONSTRAINT "bank_accounts_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "bank_accounts_agency_id_number_currency_key" ON "bank_accounts"("agency_id", "number", "currency");

-- A file of a bank or a provider.
CREATE TABLE "bank_statements" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "rail_account_id" UUID,
    "bank_account_id" UUID,
    "file_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "format" TEXT,
    "currency" CHAR(3),
    "from_on" DATE,
    "to_on" DATE,
    "opening_minor" BIGINT,
    "closing_minor" BIGINT,
    "line_count" INTEGER NOT NULL DEFAULT 0,
    "known_count" INTEGER NOT NULL DEFAULT 0,
    "skipped_count" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'reading',
    "problem" TEXT,
    "job_run_id" UUID,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "bank_statements_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT bank_statements_account CHECK (num_nonnulls(rail_account_id, bank_account_id) = 1),
    CONSTRAINT bank_statements_state CHECK (state IN ('reading', 'booking', 'done', 'failed', 'cancelled')),
    CONSTRAINT "bank_statements_agency_id_file_id_fkey" FOREIGN KEY ("agency_id", "file_id") REFERENCES "files"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "bank_statements_agency_id_rail_account_id_fkey" FOREIGN KEY ("agency_id", "rail_account_id") REFERENCES "rail_accounts"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "bank_statements_agency_id_bank_account_id_fkey" FOREIGN KEY ("agency_id", "bank_account_id") REFERENCES "bank_accounts"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "bank_statements_agency_id_created_at_id_idx" ON "bank_statements"("agency_id", "created_at", "id");
CREATE INDEX "bank_statements_agency_id_rail_account_id_idx" ON "bank_statements"("agency_id", "rail_account_id");
CREATE INDEX "bank_statements_agency_id_bank_account_id_idx" ON "bank_statements"("agency_id", "bank_account_id");

-- What a file says of a day: a later file may say more of it. `account_id` is the bank's or the provider's account.
CREATE TABLE "statement_days" (
    "agency_id" UUID NOT NULL,
    "statement_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "line_count" INTEGER NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "balance_minor" BIGINT,

    CONSTRAINT "statement_days_pkey" PRIMARY KEY ("agency_id","statement_id","day"),
    CONSTRAINT "statement_days_agency_id_statement_id_fkey" FOREIGN KEY ("agency_id", "statement_id") REFERENCES "bank_statements"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "statement_days_agency_id_account_id_day_idx" ON "statement_days"("agency_id", "account_id", "day");

-- One movement of an account, once, in however many files it stands. What the file said never changes.
CREATE TABLE "statement_lines" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "statement_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "line_key" TEXT NOT NULL,
    "line_no" INTEGER NOT NULL,
    "booked_on" DATE NOT NULL,
    "value_on" DATE,
    "occurred_at" TIMESTAMPTZ(3),
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "external_id" TEXT,
    "linked_external_id" TEXT,
    "reason_type" TEXT,
    "reference" TEXT,
    "words_sealed" TEXT NOT NULL,
    "payer_key" TEXT,
    "provider" TEXT,
    "state" TEXT NOT NULL DEFAULT 'new',
    "payment_id" UUID,
    "refund_id" UUID,
    "disbursement_id" UUID,
    "settlement_id" UUID,
    "journal_id" UUID,
    "note" TEXT,
    "decided_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "statement_lines_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT statement_lines_amount CHECK (amount_minor <> 0),
    CONSTRAINT statement_lines_kind CHECK (kind IN ('receipt', 'payment', 'fee', 'reversal', 'settlement', 'other')),
    CONSTRAINT statement_lines_state CHECK (state IN ('new', 'booked', 'matched', 'ignored', 'waiting')),
    CONSTRAINT statement_lines_settled CHECK (state NOT IN ('booked', 'matched')
      OR num_nonnulls(payment_id, refund_id, disbursement_id, settlement_id, journal_id) >= 1),
    CONSTRAINT "statement_lines_agency_id_statement_id_fkey" FOREIGN KEY ("agency_id", "statement_id") REFERENCES "bank_statements"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "statement_lines_agency_id_payment_id_fkey" FOREIGN KEY ("agency_id", "payment_id") REFERENCES "payments"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "statement_lines_agency_id_refund_id_fkey" FOREIGN KEY ("agency_id", "refund_id") REFERENCES "refunds"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "statement_lines_agency_id_disbursement_id_fkey" FOREIGN KEY ("agency_id", "disbursement_id") REFERENCES "disbursements"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "statement_lines_agency_id_settlement_id_fkey" FOREIGN KEY ("agency_id", "settlement_id") REFERENCES "rail_settlements"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "statement_lines_agency_id_line_key_key" ON "statement_lines"("agency_id", "line_key");
CREATE INDEX "statement_lines_agency_id_statement_id_line_no_id_idx" ON "statement_lines"("agency_id", "statement_id", "line_no", "id");
CREATE INDEX "statement_lines_agency_id_account_id_booked_on_idx" ON "statement_lines"("agency_id", "account_id", "booked_on");
CREATE INDEX "statement_lines_agency_id_payment_id_idx" ON "statement_lines"("agency_id", "payment_id");
CREATE INDEX "statement_lines_agency_id_settlement_id_idx" ON "statement_lines"("agency_id", "settlement_id");
CREATE INDEX "statement_lines_agency_id_disbursement_id_idx" ON "statement_lines"("agency_id", "disbursement_id");
CREATE INDEX "statement_lines_agency_id_refund_id_idx" ON "statement_lines"("agency_id", "refund_id");
CREATE INDEX statement_lines_open ON statement_lines (agency_id, account_id, booked_on, line_no, id) WHERE state = 'new';

-- A day of an account: what the provider or the bank says against what the books say. Another run is another version.
CREATE TABLE "day_proofs" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "rail_account_id" UUID,
    "bank_account_id" UUID,
    "account_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "checks" JSONB NOT NULL,
    "differences" JSONB NOT NULL,
    "difference_count" INTEGER NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "day_proofs_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT day_proofs_account CHECK (num_nonnulls(rail_account_id, bank_account_id) = 1),
    CONSTRAINT day_proofs_state CHECK (state IN ('proved', 'failed', 'uncovered')),
    CONSTRAINT "day_proofs_agency_id_rail_account_id_fkey" FOREIGN KEY ("agency_id", "rail_account_id") REFERENCES "rail_accounts"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "day_proofs_agency_id_bank_account_id_fkey" FOREIGN KEY ("agency_id", "bank_account_id") REFERENCES "bank_accounts"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "day_proofs_agency_id_account_id_day_version_key" ON "day_proofs"("agency_id", "account_id", "day", "version");
CREATE INDEX "day_proofs_agency_id_day_id_idx" ON "day_proofs"("agency_id", "day", "id");
CREATE INDEX "day_proofs_agency_id_rail_account_id_idx" ON "day_proofs"("agency_id", "rail_account_id");
CREATE INDEX "day_proofs_agency_id_bank_account_id_idx" ON "day_proofs"("agency_id", "bank_account_id");

DO $$
DECLARE
  guarded text;
  agency_rule text := '(agency_id = (SELECT current_setting(''stead.agency_id'')::uuid))';
BEGIN
  FOREACH guarded IN ARRAY ARRAY['bank_accounts', 'bank_statements', 'statement_days', 'statement_lines', 'day_proofs']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY agency ON %I TO stead_app, stead_owner USING %s WITH CHECK %s', guarded, agency_rule, agency_rule);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO stead_app', guarded);
  END LOOP;
  FOREACH guarded IN ARRAY ARRAY['statement_days', 'day_proofs'] LOOP
    EXECUTE format('CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', guarded);
    EXECUTE format('CREATE TRIGGER kept BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', guarded);
  END LOOP;
END $$;
GRANT UPDATE (label, is_active, version) ON bank_accounts TO stead_app;
GRANT UPDATE (format, currency, from_on, to_on, opening_minor, closing_minor, line_count, known_count, skipped_count, state, problem,
  job_run_id, finished_at, version) ON bank_statements TO stead_app;
GRANT UPDATE (state, payment_id, refund_id, disbursement_id, settlement_id, journal_id, note, decided_by, version) ON statement_lines TO stead_app;
