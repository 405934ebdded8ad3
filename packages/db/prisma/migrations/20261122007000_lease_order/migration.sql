-- The list of leases by start and by end, whatever their status; a lease without an end comes last.
CREATE INDEX "leases_agency_id_start_on_id_idx" ON "leases"("agency_id", "start_on", "id");
CREATE INDEX leases_by_end ON leases (agency_id, COALESCE(end_on, '9999-12-31'::date), id);
