-- A deposit's refund above the limit waits for a second person like the others; one that was not paid after all comes back.
ALTER TABLE deposit_movements
    DROP CONSTRAINT deposit_movements_check,
    ADD CONSTRAINT deposit_movements_sign CHECK (
      (kind = 'invoiced' AND amount_minor > 0) OR (kind = 'received' AND amount_minor <> 0)
      OR (kind IN ('withheld', 'refunded') AND amount_minor < 0) OR (kind = 'transferred' AND amount_minor <> 0)
      OR (kind = 'uninvoiced' AND amount_minor < 0) OR (kind = 'unrefunded' AND amount_minor > 0));
ALTER TABLE disbursements
    ADD CONSTRAINT disbursements_of_deposit CHECK (
      CASE WHEN source = 'deposit' THEN payment_id IS NULL AND lease_id IS NOT NULL AND way = 'by_hand'
        ELSE payment_id IS NOT NULL END);
