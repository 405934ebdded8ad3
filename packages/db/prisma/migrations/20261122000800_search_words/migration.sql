-- LIKE ALL (array) can be answered by no index. Three words are looked up in the trigrams together (callers put the
-- longest first); further ones are checked on what those find.
DO $$
DECLARE searched text;
BEGIN
  FOREACH searched IN ARRAY ARRAY['properties', 'contacts', 'leases', 'payments'] LOOP
    EXECUTE format($f$
      CREATE OR REPLACE FUNCTION %I(words text[], most int) RETURNS SETOF uuid
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
        SELECT id FROM %I
        WHERE agency_id = current_setting('stead.agency_id')::uuid AND search_text LIKE words[1]
          AND search_text LIKE coalesce(words[2], words[1]) AND search_text LIKE coalesce(words[3], words[1])
          AND search_text LIKE ALL (words[4:])
        LIMIT most
      $body$ $f$, 'search_' || searched, searched);
  END LOOP;
END $$;
