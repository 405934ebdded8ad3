-- Who holds credit: few payments of many, and asked for by every list of arrears.
CREATE INDEX payment_balances_credit ON payment_balances (agency_id, lease_id) WHERE credit_minor > 0;
