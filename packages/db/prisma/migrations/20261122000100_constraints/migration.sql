-- Rules that the database keeps, whatever the code does.
-- Own error codes: ST001 a frozen row, ST002 an unbalanced journal, ST003 a closed month, ST004 owners' shares.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Closed vocabularies are text with a CHECK: an enum's operators are not leakproof, so no index would serve them under
-- row-level security.
ALTER TABLE agencies
  ADD CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CHECK (country ~ '^[A-Z]{2}$');
ALTER TABLE members
  ADD CHECK (role IN ('owner', 'manager', 'accountant', 'agent', 'viewer')),
  ADD CHECK (scope IN ('all', 'properties'));
ALTER TABLE properties
  ADD CHECK (status IN ('active', 'archived')),
  ADD CHECK (latitude BETWEEN -90 AND 90),
  ADD CHECK (longitude BETWEEN -180 AND 180),
  ADD CHECK ((latitude IS NULL) = (longitude IS NULL));
ALTER TABLE property_owners ADD CHECK (share_ppm BETWEEN 1 AND 1000000);
ALTER TABLE units
  ADD CHECK (status IN ('available', 'unrentable', 'archived')),
  ADD CHECK (market_rent_minor >= 0);
ALTER TABLE contacts
  ADD CHECK (kind IN ('person', 'company')),
  ADD CHECK (status IN ('active', 'archived')),
  ADD CHECK (phone IS NULL OR phone ~ '^\+[1-9][0-9]{6,14}$');
ALTER TABLE contact_roles ADD CHECK (role IN ('tenant', 'owner', 'vendor', 'guarantor', 'applicant'));

ALTER TABLE leases
  ADD CHECK (status IN ('draft', 'pending_signature', 'active', 'notice', 'ended', 'cancelled')),
  ADD CHECK (end_on IS NULL OR end_on >= start_on),
  ADD CHECK (move_out_on IS NULL OR move_out_on >= start_on),
  ADD CHECK (ended_on IS NULL OR ended_on >= start_on),
  ADD CHECK ((status = 'ended') = (ended_on IS NOT NULL)),
  ADD CHECK (rent_minor >= 0 AND deposit_minor >= 0),
  ADD CHECK (due_day BETWEEN 1 AND 31),
  ADD CHECK (proration_method IN ('none', 'actual', 'standard30', 'thirty_day_month', 'annual365', 'annual_actual')),
  ADD CHECK (prorate_on IN ('first', 'second')),
  ADD CHECK (billing_anchor IN ('calendar', 'anniversary'));
-- No unit is let twice at one time. An open end runs on for ever.
ALTER TABLE leases ADD CONSTRAINT leases_one_per_unit_and_day
  EXCLUDE USING gist (
    agency_id WITH =,
    unit_id WITH =,
    daterange(start_on, coalesce(ended_on, move_out_on, end_on), '[]') WITH &&
  ) WHERE (status IN ('active', 'notice', 'ended'));
ALTER TABLE lease_parties ADD CHECK (role IN ('tenant', 'guarantor', 'occupant'));
ALTER TABLE lease_items
  ADD CHECK (kind IN ('rent', 'utility', 'service', 'parking', 'concession', 'other')),
  ADD CHECK (frequency IN ('once', 'weekly', 'four_weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly')),
  ADD CHECK ((kind = 'concession') = (amount_minor < 0)),
  ADD CHECK (tax_ppm BETWEEN 0 AND 1000000),
  ADD CHECK (to_on IS NULL OR to_on >= from_on - 1);

ALTER TABLE billing_runs ADD CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled'));
ALTER TABLE number_counters ADD CHECK (next >= 1);
ALTER TABLE invoices
  ADD CHECK (kind IN ('regular', 'deposit', 'fee', 'opening')),
  ADD CHECK (total_minor >= 0),
  ADD CHECK (total_minor = net_minor + tax_minor),
  ADD CHECK (period_end >= period_start);
ALTER TABLE charges ADD CHECK (
  kind IN ('rent', 'utility', 'service', 'parking', 'concession', 'other', 'deposit', 'fee', 'damage', 'opening'));
ALTER TABLE invoice_balances
  ADD CHECK (status IN ('open', 'part_paid', 'paid', 'credited', 'written_off')),
  ADD CHECK (paid_minor >= 0 AND credited_minor >= 0 AND written_off_minor >= 0 AND open_minor >= 0),
  ADD CONSTRAINT invoice_balances_add_up
    CHECK (open_minor = total_minor - paid_minor - credited_minor - written_off_minor);
ALTER TABLE credit_notes ADD CHECK (amount_minor > 0);
ALTER TABLE write_offs ADD CHECK ((amount_minor < 0) = (reverses_id IS NOT NULL) AND amount_minor <> 0);
ALTER TABLE deposit_movements ADD CHECK (
  (kind = 'invoiced' AND amount_minor > 0) OR (kind = 'received' AND amount_minor <> 0)
  OR (kind IN ('withheld', 'refunded') AND amount_minor < 0) OR (kind = 'transferred' AND amount_minor <> 0)
  OR (kind = 'uninvoiced' AND amount_minor < 0));

ALTER TABLE payments
  ADD CHECK (amount_minor > 0),
  ADD CHECK (rail IN ('cash', 'bank', 'opening'));
ALTER TABLE payment_balances
  ADD CHECK (status IN ('unallocated', 'part_allocated', 'allocated', 'refunded', 'reversed')),
  ADD CHECK (allocated_minor >= 0 AND credit_minor >= 0 AND unallocated_minor >= 0 AND refunded_minor >= 0
    AND reversed_minor >= 0),
  ADD CONSTRAINT payment_balances_add_up
    CHECK (amount_minor = allocated_minor + credit_minor + unallocated_minor + refunded_minor + reversed_minor);
ALTER TABLE allocations
  ADD CHECK (source IN ('unallocated', 'credit')),
  ADD CHECK ((amount_minor < 0) = (reverses_id IS NOT NULL) AND amount_minor <> 0);
ALTER TABLE refunds
  ADD CHECK (amount_minor > 0),
  ADD CHECK (source IN ('credit', 'unallocated', 'deposit')),
  ADD CHECK ((source = 'deposit') = (payment_id IS NULL));
ALTER TABLE payment_reversals ADD CHECK (kind IN ('bounced', 'mistake', 'chargeback'));

ALTER TABLE ledger_accounts ADD CHECK (type IN ('asset', 'liability', 'equity', 'income', 'expense'));
ALTER TABLE ledger_periods
  ADD CHECK (status IN ('open', 'closed')),
  ADD CHECK (extract(day FROM month) = 1);
ALTER TABLE journal_lines ADD CHECK (amount_minor <> 0);

ALTER TABLE job_runs ADD CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled'));
ALTER TABLE imports ADD CHECK (
  status IN ('uploaded', 'analysing', 'ready', 'checking', 'checked', 'applying', 'done', 'failed', 'cancelled'));
ALTER TABLE import_rows ADD CHECK (outcome IN ('error', 'warning', 'create', 'update'));
CREATE INDEX outbox_waiting ON outbox (run_after, id) WHERE dispatched_at IS NULL;

-- Frozen rows: what is posted is corrected by another row, never changed.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'ST001';
END $$;

DO $$
DECLARE frozen text;
BEGIN
  FOREACH frozen IN ARRAY ARRAY['invoices', 'charges', 'credit_notes', 'write_offs', 'deposit_movements', 'payments',
    'allocations', 'refunds', 'payment_reversals', 'journals', 'journal_lines', 'owner_entries', 'lease_versions', 'audit']
  LOOP
    EXECUTE format('CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', frozen);
    EXECUTE format('CREATE TRIGGER kept BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', frozen);
  END LOOP;
END $$;

-- The shares of a property's owners sum to the whole, or there are none.
CREATE FUNCTION check_owner_shares() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  agency uuid := coalesce(NEW.agency_id, OLD.agency_id);
  property uuid := coalesce(NEW.property_id, OLD.property_id);
  total bigint;
BEGIN
  SELECT sum(share_ppm) INTO total FROM property_owners WHERE agency_id = agency AND property_id = property;
  IF total <> 1000000 THEN
    RAISE EXCEPTION 'owners'' shares sum to % of 1000000', total USING ERRCODE = 'ST004';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER owner_shares AFTER INSERT OR UPDATE OR DELETE ON property_owners
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_owner_shares();

-- Months of the audit trail. Later ones are made ahead by the processes (packages/db/src/partitions.ts).
DO $$
DECLARE month date := date_trunc('month', now())::date;
BEGIN
  FOR i IN -1..3 LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF audit FOR VALUES FROM (%L) TO (%L)',
      'audit_' || to_char(month + make_interval(months => i), 'YYYY_MM'),
      (month + make_interval(months => i))::timestamp AT TIME ZONE 'UTC',
      (month + make_interval(months => i + 1))::timestamp AT TIME ZONE 'UTC');
  END LOOP;
END $$;
