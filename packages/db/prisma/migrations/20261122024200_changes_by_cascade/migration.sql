-- Rows that an administrator deletes without an agency take others with them.
CREATE OR REPLACE FUNCTION note_data_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  noted text := current_setting('stead.noted', true);
  agency text := current_setting('stead.agency_id', true);
BEGIN
  IF strpos(noted, TG_ARGV[0]) > 0 THEN RETURN NULL; END IF;
  IF agency IS NULL OR agency = '' THEN
    -- Only an administrator writes without an agency: no stored result can be trusted after that.
    -- What goes with another row goes by the owner's hand, who may touch no agency's; the statement on that row did.
    IF NOT row_security_active('report_results'::regclass) THEN DELETE FROM report_results; END IF;
    RETURN NULL;
  END IF;
  INSERT INTO data_changes (agency_id, xact, event) VALUES (agency::uuid, pg_current_xact_id()::text::bigint, TG_ARGV[0])
    ON CONFLICT DO NOTHING;
  PERFORM set_config('stead.noted', coalesce(noted, '') || TG_ARGV[0] || ' ', true);
  RAISE NOTICE 'stead.changed' USING DETAIL = concat_ws(' ', TG_ARGV[0], pg_current_xact_id(), agency);
  RETURN NULL;
END $$;
