-- A session that goes with its contact goes by the owner's hand, who may write events of the agency at work alone. Where
-- an administrator deletes without one, streams end when they are next looked at.
CREATE OR REPLACE FUNCTION tell_portal_session_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'stead_owner' AND coalesce(current_setting('stead.agency_id', true), '') = '' THEN RETURN NULL; END IF;
  INSERT INTO events (id, agency_id, kind, user_id, payload)
  SELECT gen_random_uuid(), gone.agency_id, 'access.changed', gone.contact_id, '{}'
  FROM (SELECT DISTINCT agency_id, contact_id FROM gone_rows) AS gone;
  RETURN NULL;
END $$;
