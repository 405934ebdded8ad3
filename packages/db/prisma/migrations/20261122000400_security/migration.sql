-- Who may touch which row. stead_owner owns the tables (migrations, partitions, posting functions), stead_app runs every
-- verb for one agency, stead_system serves sign-in and the machinery and has no money tables.
-- A missing stead.agency_id is an error, never an empty answer.

DO $$
DECLARE
  guarded text;
  agency_rule text := '(agency_id = (SELECT current_setting(''stead.agency_id'')::uuid))';
BEGIN
  FOR guarded IN
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'agency_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY agency ON %I TO stead_app, stead_owner USING %s WITH CHECK %s', guarded, agency_rule, agency_rule);
    EXECUTE format('GRANT SELECT ON %I TO stead_app', guarded);
  END LOOP;

  -- The machinery's tables: every agency's rows, for stead_system only.
  FOREACH guarded IN ARRAY ARRAY['members', 'member_properties', 'invitations', 'outbox', 'job_runs', 'schedules']
  LOOP
    EXECUTE format('CREATE POLICY system ON %I TO stead_system USING (true) WITH CHECK (true)', guarded);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO stead_system', guarded);
  END LOOP;

  -- The directory: no verb reads it, except an agency its own row and the names of its members.
  FOREACH guarded IN ARRAY ARRAY['users', 'sessions', 'credentials', 'verifications', 'two_factors', 'api_keys', 'agencies',
    'mail_outbox']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY system ON %I TO stead_system USING (true) WITH CHECK (true)', guarded);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO stead_system', guarded);
  END LOOP;
END $$;

CREATE POLICY agency ON agencies TO stead_app, stead_owner
  USING (id = (SELECT current_setting('stead.agency_id')::uuid))
  WITH CHECK (id = (SELECT current_setting('stead.agency_id')::uuid));
GRANT SELECT, UPDATE ON agencies TO stead_app;

CREATE POLICY colleagues ON users FOR SELECT TO stead_app
  USING (EXISTS (SELECT 1 FROM members m
    WHERE m.agency_id = (SELECT current_setting('stead.agency_id')::uuid) AND m.user_id = users.id));
GRANT SELECT (id, name, email, image) ON users TO stead_app;

-- Mutable rows.
GRANT INSERT, UPDATE, DELETE ON members, member_properties, properties, property_owners, units, contacts, contact_roles,
  leases, lease_parties, lease_items, billing_runs, number_counters, invoice_balances, payment_balances,
  idempotency_keys, ledger_accounts, outbox, job_runs, schedules, files, imports, import_rows, stat_deltas, stat_totals
  TO stead_app;
-- Rows that are only ever added.
GRANT INSERT ON lease_versions, invoices, charges, credit_notes, write_offs, deposit_movements, payments, allocations,
  refunds, payment_reversals, external_keys, owner_entries, ledger_proofs, effects, audit TO stead_app;
GRANT USAGE ON SEQUENCE stat_deltas_id_seq TO stead_app;
-- Journals and their totals come in through post_journals only.
REVOKE ALL ON FUNCTION post_journals, set_ledger_period FROM PUBLIC;
GRANT EXECUTE ON FUNCTION post_journals, set_ledger_period TO stead_app;

-- Search by part of a word. Under row-level security no trigram index may serve LIKE, so these functions run as a role
-- that sees every row and add the agency themselves. They answer ids only.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
ALTER TABLE properties ADD COLUMN search_text text GENERATED ALWAYS AS (lower(code || ' ' || name || ' ' || address_line || ' ' || city)) STORED;
ALTER TABLE contacts ADD COLUMN search_text text GENERATED ALWAYS AS (lower(name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(external_ref, ''))) STORED;
ALTER TABLE leases ADD COLUMN search_text text GENERATED ALWAYS AS (lower('l-' || number::text || ' ' || reference || ' ' || coalesce(external_ref, ''))) STORED;
ALTER TABLE payments ADD COLUMN search_text text GENERATED ALWAYS AS (lower('r-' || number::text || ' ' || coalesce(reference, ''))) STORED;

DO $$
DECLARE searched text;
BEGIN
  GRANT CREATE ON SCHEMA public TO stead_search;
  FOREACH searched IN ARRAY ARRAY['properties', 'contacts', 'leases', 'payments'] LOOP
    EXECUTE format('CREATE INDEX %I ON %I USING gin (agency_id, search_text gin_trgm_ops)', searched || '_search', searched);
    EXECUTE format('CREATE POLICY search ON %I FOR SELECT TO stead_search USING (true)', searched);
    EXECUTE format('GRANT SELECT ON %I TO stead_search', searched);
    EXECUTE format($f$
      CREATE FUNCTION %I(words text[], most int) RETURNS SETOF uuid
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
        SELECT id FROM %I
        WHERE agency_id = current_setting('stead.agency_id')::uuid AND search_text LIKE ALL (words)
        LIMIT most
      $body$ $f$, 'search_' || searched, searched);
    EXECUTE format('ALTER FUNCTION %I(text[], int) OWNER TO stead_search', 'search_' || searched);
    EXECUTE format('REVOKE ALL ON FUNCTION %I(text[], int) FROM PUBLIC', 'search_' || searched);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %I(text[], int) TO stead_app', 'search_' || searched);
  END LOOP;
  REVOKE CREATE ON SCHEMA public FROM stead_search;
END $$;
