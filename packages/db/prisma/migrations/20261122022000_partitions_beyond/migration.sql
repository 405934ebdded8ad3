-- What lies beyond the months that were made ahead has a place too: a write never fails for want of a month. It is a range
-- and no default partition, because a table with one of those cannot let go of a month beside its writers
-- (packages/db/src/partitions.ts moves its beginning as months are made).
DO $$
DECLARE
  parent text;
  beyond timestamptz;
BEGIN
  FOREACH parent IN ARRAY ARRAY['audit', 'deliveries', 'inbound_events'] LOOP
    SELECT max((regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz) INTO beyond
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = parent::regclass;
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (MAXVALUE)', parent || '_later', parent, beyond);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', parent || '_later');
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', parent || '_later');
  END LOOP;
END $$;

-- Rows that are changed again and again stay on their page while it has room, and their indexes are left alone. The balance
-- of a sharded account or a figure is one small row that every posting and fold rewrites; an invoice's and a payment's
-- balance change a few times.
ALTER TABLE invoice_balances SET (fillfactor = 85);
ALTER TABLE payment_balances SET (fillfactor = 85);
ALTER TABLE ledger_totals SET (fillfactor = 50);
ALTER TABLE stat_totals SET (fillfactor = 70);

-- A fifth of fifty million rows is too long to wait for statistics or for the visibility map that index-only scans go by:
-- a fixed number of rows sets vacuum and analyze off, whatever the table's size.
DO $$
DECLARE big text;
BEGIN
  FOREACH big IN ARRAY ARRAY['payments', 'payment_balances', 'allocations', 'invoices', 'invoice_balances', 'charges', 'journals',
      'journal_lines', 'external_keys', 'owner_entries', 'messages'] LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200000,
      autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 200000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 200000)', big);
  END LOOP;
END $$;

-- Rows that live for seconds: dead ones are cleared before readers walk through them.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE stat_deltas SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE ledger_totals SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
