-- What a tenant may hear of has changed: every instance looks at that tenant's open streams again. The event names the
-- contact where those of people name the user.
CREATE FUNCTION tell_portal_session_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO events (id, agency_id, kind, user_id, payload)
  SELECT gen_random_uuid(), gone.agency_id, 'access.changed', gone.contact_id, '{}'
  FROM (SELECT DISTINCT agency_id, contact_id FROM gone_rows) AS gone;
  RETURN NULL;
END $$;
CREATE TRIGGER portal_sessions_gone AFTER DELETE ON portal_sessions
  REFERENCING OLD TABLE AS gone_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_portal_session_gone();

CREATE FUNCTION tell_tenant_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO events (id, agency_id, kind, user_id, payload)
  SELECT gen_random_uuid(), n.agency_id, 'access.changed', n.id, '{}'
  FROM new_rows n JOIN old_rows o ON o.agency_id = n.agency_id AND o.id = n.id
  WHERE (n.status, n.phone, n.email) IS DISTINCT FROM (o.status, o.phone, o.email)
    AND EXISTS (SELECT FROM portal_sessions s WHERE s.agency_id = n.agency_id AND s.contact_id = n.id);
  RETURN NULL;
END $$;
CREATE TRIGGER portal_contacts_changed AFTER UPDATE ON contacts
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_tenant_changed();

CREATE FUNCTION tell_tenants_of_leases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO events (id, agency_id, kind, user_id, payload)
  SELECT gen_random_uuid(), s.agency_id, 'access.changed', s.contact_id, '{}'
  FROM (SELECT n.agency_id, n.id, unnest(ARRAY[n.contact_id, o.contact_id]) AS contact_id
    FROM new_rows n JOIN old_rows o ON o.agency_id = n.agency_id AND o.id = n.id
    WHERE (n.status, n.contact_id) IS DISTINCT FROM (o.status, o.contact_id)) AS changed
  JOIN LATERAL (SELECT DISTINCT p.agency_id, p.contact_id FROM portal_sessions p
    WHERE p.agency_id = changed.agency_id AND (p.contact_id = changed.contact_id OR p.contact_id IN (
      SELECT y.contact_id FROM lease_parties y WHERE y.agency_id = changed.agency_id AND y.lease_id = changed.id))) AS s ON true
  GROUP BY s.agency_id, s.contact_id;
  RETURN NULL;
END $$;
CREATE TRIGGER portal_leases_changed AFTER UPDATE ON leases
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_tenants_of_leases();

CREATE FUNCTION tell_tenants_of_parties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO events (id, agency_id, kind, user_id, payload)
  SELECT gen_random_uuid(), c.agency_id, 'access.changed', c.contact_id, '{}'
  FROM (SELECT DISTINCT agency_id, contact_id FROM changed_rows) AS c
  WHERE EXISTS (SELECT FROM portal_sessions s WHERE s.agency_id = c.agency_id AND s.contact_id = c.contact_id);
  RETURN NULL;
END $$;
CREATE TRIGGER portal_parties_new AFTER INSERT ON lease_parties
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_tenants_of_parties();
CREATE TRIGGER portal_parties_gone AFTER DELETE ON lease_parties
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_tenants_of_parties();
