-- Refunds that people pay themselves, by their bank or in cash, wait for a second person like the others.
ALTER TABLE "disbursements"
    DROP CONSTRAINT disbursements_way,
    DROP CONSTRAINT disbursements_account,
    ADD CONSTRAINT disbursements_way CHECK (way IN ('refund', 'pay_out', 'bank_file', 'by_hand')),
    ADD CONSTRAINT disbursements_account CHECK ((way IN ('bank_file', 'by_hand')) = (rail_account_id IS NULL));
