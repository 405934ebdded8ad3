-- What a transaction changed, as events that are kept with it: what is cached of them is old after its commit. The row
-- stands for what is lost when a process ends between its commit and its telling.
ALTER TABLE data_changes
  ADD COLUMN event text NOT NULL DEFAULT 'books.changed',
  ADD COLUMN subject text NOT NULL DEFAULT '';
ALTER TABLE data_changes ALTER COLUMN event DROP DEFAULT;
ALTER TABLE data_changes DROP CONSTRAINT data_changes_pkey;
ALTER TABLE data_changes ADD CONSTRAINT data_changes_pkey PRIMARY KEY (agency_id, xact, event, subject);
CREATE INDEX data_changes_xact_idx ON data_changes (xact);
-- Rows lie in the order of their time, near enough for a sweep.
DROP INDEX data_changes_changed_at_idx;
CREATE INDEX data_changes_changed_at_idx ON data_changes USING brin (changed_at);
GRANT SELECT, INSERT ON data_changes TO stead_system;

-- A statement of a table of the agency's. A transaction notes an event once, and tells the client of it, which acts on
-- it after the commit: no statement, no round trip.
CREATE OR REPLACE FUNCTION note_data_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  noted text := current_setting('stead.noted', true);
  agency text := current_setting('stead.agency_id', true);
BEGIN
  IF strpos(noted, TG_ARGV[0]) > 0 THEN RETURN NULL; END IF;
  IF agency IS NULL OR agency = '' THEN
    -- Only an administrator writes without an agency: no stored result can be trusted after that.
    DELETE FROM report_results;
    RETURN NULL;
  END IF;
  INSERT INTO data_changes (agency_id, xact, event) VALUES (agency::uuid, pg_current_xact_id()::text::bigint, TG_ARGV[0])
    ON CONFLICT DO NOTHING;
  PERFORM set_config('stead.noted', coalesce(noted, '') || TG_ARGV[0] || ' ', true);
  RAISE NOTICE 'stead.changed' USING DETAIL = concat_ws(' ', TG_ARGV[0], pg_current_xact_id(), agency);
  RETURN NULL;
END $$;

-- A row of the directory, written by whomever: it says itself whose it is. Takes the event, the column of the agency or
-- '' for what belongs to none, and the column that names the record; 'token' is told as its hash.
CREATE FUNCTION note_directory_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  changed jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
  agency text := coalesce(changed ->> NULLIF(TG_ARGV[1], ''), '00000000-0000-0000-0000-000000000000');
  subject text := coalesce(changed ->> TG_ARGV[2], '');
BEGIN
  IF TG_ARGV[2] = 'token' THEN subject := encode(sha256(convert_to(subject, 'UTF8')), 'hex'); END IF;
  INSERT INTO data_changes (agency_id, xact, event, subject)
    VALUES (agency::uuid, pg_current_xact_id()::text::bigint, TG_ARGV[0], subject) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    RAISE NOTICE 'stead.changed' USING DETAIL = concat_ws(' ', TG_ARGV[0], pg_current_xact_id(), agency, NULLIF(subject, ''));
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  watched text[];
  directory text[];
BEGIN
  FOREACH watched SLICE 1 IN ARRAY ARRAY[
    ['properties', 'property.changed'], ['property_owners', 'property.changed'],
    ['units', 'unit.changed'],
    ['contacts', 'contact.changed'], ['contact_roles', 'contact.changed'],
    ['leases', 'lease.changed'], ['lease_parties', 'lease.changed'], ['lease_items', 'lease.changed'],
    ['lease_versions', 'lease.changed'],
    ['ledger_accounts', 'books.changed'], ['journals', 'books.changed'], ['invoices', 'books.changed'],
    ['invoice_balances', 'books.changed'], ['charges', 'books.changed'], ['payments', 'books.changed'],
    ['payment_balances', 'books.changed'], ['allocations', 'books.changed'], ['payment_reversals', 'books.changed'],
    ['refunds', 'books.changed'], ['credit_notes', 'books.changed'], ['write_offs', 'books.changed'],
    ['deposit_movements', 'books.changed']
  ] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS data_changed ON %I', watched[1]);
    EXECUTE format('CREATE TRIGGER data_changed AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION note_data_change(%L)',
      watched[1], watched[2]);
  END LOOP;
  -- Folding takes differences away and changes no sum.
  CREATE TRIGGER data_changed AFTER INSERT ON stat_deltas FOR EACH STATEMENT EXECUTE FUNCTION note_data_change('books.changed');

  FOREACH directory SLICE 1 IN ARRAY ARRAY[
    -- table, event, agency, subject, when beside an update
    ['agencies', 'agency.changed', 'id', '', ''],
    ['members', 'member.changed', 'agency_id', '', 'INSERT OR DELETE OR '],
    ['member_properties', 'member.changed', 'agency_id', '', 'INSERT OR DELETE OR '],
    ['subscriptions', 'plan.changed', 'agency_id', '', 'INSERT OR DELETE OR '],
    ['plans', 'plan.changed', '', '', 'INSERT OR DELETE OR '],
    ['users', 'person.changed', '', '', 'DELETE OR '],
    ['sessions', 'session.changed', '', 'token', 'DELETE OR ']
  ] LOOP
    EXECUTE format('CREATE TRIGGER data_changed AFTER %sUPDATE ON %I FOR EACH ROW EXECUTE FUNCTION note_directory_change(%L, %L, %L)',
      directory[5], directory[1], directory[2], directory[3], directory[4]);
  END LOOP;
  -- A key's use is noted in its row, and changes nothing of what it may do.
  CREATE TRIGGER data_changed AFTER DELETE OR UPDATE OF key, reference_id, enabled, expires_at, permissions, metadata ON api_keys
    FOR EACH ROW EXECUTE FUNCTION note_directory_change('key.changed', '', 'key');
END $$;
