-- Figures that the dashboard reads. Each statement that moves money writes its difference as rows of stat_deltas;
-- nothing is locked and no writer has to remember. The worker folds them into stat_totals.
-- Metrics: charged, paid, open, written_off by due date (deposit_* for deposits); received by the day of receipt;
-- deposit_held by the day of the movement.

CREATE FUNCTION note_invoice_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stat_deltas (agency_id, property_id, currency, metric, on_date, amount_minor, count)
  SELECT b.agency_id, b.property_id, b.currency, m.metric, b.due_on, sum(m.amount), sum(m.rows)
  FROM new_rows b
  CROSS JOIN LATERAL (VALUES
    (CASE b.kind WHEN 'deposit' THEN 'deposit_charged' ELSE 'charged' END, b.total_minor - b.credited_minor, 1),
    (CASE b.kind WHEN 'deposit' THEN 'deposit_open' ELSE 'open' END, b.open_minor, (b.open_minor > 0)::int),
    (CASE b.kind WHEN 'deposit' THEN 'deposit_paid' ELSE 'paid' END, b.paid_minor, 0),
    ('written_off', b.written_off_minor, 0)
  ) AS m (metric, amount, rows)
  GROUP BY 1, 2, 3, 4, 5 HAVING sum(m.amount) <> 0 OR sum(m.rows) <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER figures_of_new_invoices AFTER INSERT ON invoice_balances REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_invoice_balances();

CREATE FUNCTION note_invoice_balance_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stat_deltas (agency_id, property_id, currency, metric, on_date, amount_minor, count)
  SELECT n.agency_id, n.property_id, n.currency, m.metric, n.due_on, sum(m.amount), sum(m.rows)
  FROM new_rows n
  JOIN old_rows o ON o.agency_id = n.agency_id AND o.invoice_id = n.invoice_id
  CROSS JOIN LATERAL (VALUES
    (CASE n.kind WHEN 'deposit' THEN 'deposit_charged' ELSE 'charged' END,
      n.total_minor - n.credited_minor - o.total_minor + o.credited_minor, 0),
    (CASE n.kind WHEN 'deposit' THEN 'deposit_open' ELSE 'open' END,
      n.open_minor - o.open_minor, (n.open_minor > 0)::int - (o.open_minor > 0)::int),
    (CASE n.kind WHEN 'deposit' THEN 'deposit_paid' ELSE 'paid' END, n.paid_minor - o.paid_minor, 0),
    ('written_off', n.written_off_minor - o.written_off_minor, 0)
  ) AS m (metric, amount, rows)
  GROUP BY 1, 2, 3, 4, 5 HAVING sum(m.amount) <> 0 OR sum(m.rows) <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER figures_of_invoices AFTER UPDATE ON invoice_balances REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_invoice_balance_changes();

CREATE FUNCTION note_payments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stat_deltas (agency_id, property_id, currency, metric, on_date, amount_minor, count)
  SELECT agency_id, coalesce(property_id, '00000000-0000-0000-0000-000000000000'), currency, 'received', received_on,
    sum(amount_minor), count(*)
  FROM new_rows WHERE rail <> 'opening' GROUP BY 1, 2, 3, 5;
  RETURN NULL;
END $$;
CREATE TRIGGER figures_of_payments AFTER INSERT ON payments REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_payments();

CREATE FUNCTION note_payment_reversals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stat_deltas (agency_id, property_id, currency, metric, on_date, amount_minor, count)
  SELECT p.agency_id, coalesce(p.property_id, '00000000-0000-0000-0000-000000000000'), p.currency, 'received',
    p.received_on, -sum(p.amount_minor), -count(*)
  FROM new_rows r JOIN payments p ON p.agency_id = r.agency_id AND p.id = r.payment_id GROUP BY 1, 2, 3, 5;
  RETURN NULL;
END $$;
CREATE TRIGGER figures_of_reversals AFTER INSERT ON payment_reversals REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_payment_reversals();

CREATE FUNCTION note_deposit_movements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stat_deltas (agency_id, property_id, currency, metric, on_date, amount_minor, count)
  SELECT agency_id, property_id, currency, 'deposit_held', moved_on, sum(amount_minor), count(*)
  FROM new_rows WHERE kind NOT IN ('invoiced', 'uninvoiced') GROUP BY 1, 2, 3, 5;
  RETURN NULL;
END $$;
CREATE TRIGGER figures_of_deposits AFTER INSERT ON deposit_movements REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_deposit_movements();
