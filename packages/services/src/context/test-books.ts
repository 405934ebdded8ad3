import type { TestHouse } from "./test-house.ts";

type Ties = {
  receivable: number;
  open: number;
  depositReceivable: number;
  depositOpen: number;
  credit: number;
  creditHeld: number;
  held: number;
  moved: number;
  unbalanced: number;
  unallocated: number;
};

/**
 * Differences that an agency's books must never have, in minor units: the receivables against the open invoices, the
 * tenants' credit and the held deposits against their sub-ledgers, unallocated receipts against payments, and journals
 * that do not balance. Empty when all is sound.
 */
export async function findBookDifferences(
  house: TestHouse,
  agencyId: string,
): Promise<Record<string, number>> {
  const account = (code: string) =>
    `(select coalesce(sum(amount_minor), 0) from journal_lines where agency_id = $1 and account_code = '${code}')`;
  const open = (kinds: string) =>
    `(select coalesce(sum(open_minor), 0) from invoice_balances where agency_id = $1 and kind ${kinds})`;
  const [row] = await house.arrange.query<Ties>(
    `select ${account("1100")} as receivable, ${open("<> 'deposit'")} as open, ${account("1110")} as "depositReceivable", ${open("= 'deposit'")} as "depositOpen",
      -${account("2010")} as credit, (select coalesce(sum(credit_minor), 0) from payment_balances where agency_id = $1) as "creditHeld",
      -${account("2020")} as unallocated, (select coalesce(sum(unallocated_minor), 0) from payment_balances where agency_id = $1) as waiting,
      -${account("2000")} as held, (select coalesce(sum(amount_minor), 0) from deposit_movements where agency_id = $1 and kind not in ('invoiced', 'uninvoiced')) as moved,
      (select count(*) from (select from journal_lines where agency_id = $1 group by journal_id, currency having sum(amount_minor) <> 0) u) as unbalanced`,
    agencyId,
  );
  if (row === undefined) throw new Error("no answer");
  const { waiting } = row as Ties & { waiting: number };
  const differences = {
    receivable: row.receivable - row.open,
    depositReceivable: row.depositReceivable - row.depositOpen,
    credit: row.credit - row.creditHeld,
    held: row.held - row.moved,
    unallocated: row.unallocated - waiting,
    unbalanced: row.unbalanced,
  };
  return Object.fromEntries(Object.entries(differences).filter(([, difference]) => difference !== 0));
}
