-- Reports read what is open and what happened since a day, never what was settled before it.

-- The last payment of a lease, without its earlier ones.
DROP INDEX payment_balances_agency_id_lease_id_idx;
CREATE INDEX payment_balances_agency_id_lease_id_received_on_idx ON payment_balances (agency_id, lease_id, received_on);

-- What was credited and written off after a day.
CREATE INDEX credit_notes_agency_id_issued_on_idx ON credit_notes (agency_id, issued_on);
CREATE INDEX write_offs_agency_id_written_on_idx ON write_offs (agency_id, written_on);
