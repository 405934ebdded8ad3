-- What is open, apart from history: reading a lease's balance, the overdue invoices or the arrears costs what is open,
-- never what was paid.
CREATE INDEX invoice_balances_open_of_lease ON invoice_balances (agency_id, lease_id, due_on, invoice_id) INCLUDE (open_minor)
  WHERE status IN ('open', 'part_paid');
CREATE INDEX invoice_balances_open_by_due ON invoice_balances (agency_id, due_on, invoice_id) INCLUDE (open_minor, property_id)
  WHERE status IN ('open', 'part_paid');
