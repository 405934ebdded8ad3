-- A withheld deposit pays invoices as a payment of its own rail. It is no new money, so the figures leave it out, as they
-- do with what was owed at the change-over; taking such a payment back leaves them alone as well.
ALTER TABLE payments DROP CONSTRAINT payments_rail_check;
ALTER TABLE payments ADD CHECK (rail IN ('cash', 'bank', 'opening', 'deposit'));

CREATE OR REPLACE FUNCTION note_payments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stat_deltas (agency_id, property_id, currency, metric, on_date, amount_minor, count)
  SELECT agency_id, coalesce(property_id, '00000000-0000-0000-0000-000000000000'), currency, 'received', received_on,
    sum(amount_minor), count(*)
  FROM new_rows WHERE rail NOT IN ('opening', 'deposit') GROUP BY 1, 2, 3, 5;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_payment_reversals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stat_deltas (agency_id, property_id, currency, metric, on_date, amount_minor, count)
  SELECT p.agency_id, coalesce(p.property_id, '00000000-0000-0000-0000-000000000000'), p.currency, 'received',
    p.received_on, -sum(p.amount_minor), -count(*)
  FROM new_rows r JOIN payments p ON p.agency_id = r.agency_id AND p.id = r.payment_id
  WHERE p.rail NOT IN ('opening', 'deposit') GROUP BY 1, 2, 3, 5;
  RETURN NULL;
END $$;

-- Which claim of the outside world a payment made.
CREATE INDEX external_keys_agency_id_entity_id_idx ON external_keys (agency_id, entity_id);
