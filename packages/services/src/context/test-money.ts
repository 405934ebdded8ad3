import type { PaymentDto, RecordPaymentInput } from "@stead/contracts/payments";
import { newId } from "@stead/kernel/ids";
import type { TestHouse } from "./test-house.ts";

/** The rent of a tenancy made for tests, in minor units. */
export const rentMinor = 3_000_000;

/** A bank transfer of the rent, received on 10 June 2026, unless told otherwise. */
export function aPayment(leaseId: string | null, row: Partial<RecordPaymentInput> = {}): RecordPaymentInput {
  return {
    leaseId,
    payerContactId: null,
    rail: "bank",
    amountMinor: rentMinor,
    currency: "KES",
    receivedOn: "2026-06-10",
    reference: null,
    externalId: null,
    note: null,
    allocations: null,
    isSurplusCredit: true,
    idempotencyKey: newId(),
    ...row,
  };
}

/** What every account has come to, debit positive; accounts that came to nothing are left out. */
export async function accountSums(house: TestHouse, agencyId: string): Promise<Record<string, number>> {
  const rows = await house.arrange.query<{ code: string; sum: number }>(
    `select account_code as code, sum(amount_minor) as sum from journal_lines
     where agency_id = $1 group by 1 having sum(amount_minor) <> 0 order by 1`,
    agencyId,
  );
  return Object.fromEntries(rows.map(({ code, sum }) => [code, sum]));
}

/** What is open and paid of an invoice. */
export async function invoiceState(house: TestHouse, id: string): Promise<object | undefined> {
  const [row] = await house.arrange.query(
    `select open_minor as open, paid_minor as paid, status from invoice_balances where invoice_id = $1`,
    id,
  );
  return row;
}

/** The parts of a payment that are not nothing, and its status. */
export function partsOf(payment: PaymentDto): Record<string, number | string> {
  const { allocatedMinor, creditMinor, unallocatedMinor, refundedMinor, reversedMinor, status } = payment;
  const parts = { allocatedMinor, creditMinor, unallocatedMinor, refundedMinor, reversedMinor };
  return { ...Object.fromEntries(Object.entries(parts).filter(([, minor]) => minor !== 0)), status };
}
