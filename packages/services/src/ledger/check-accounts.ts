import { accounts, type AccountCode } from "./accounts.ts";
import type { ProofCheck } from "./rows.ts";

// Each text answers one row a currency: currency, leftMinor, rightMinor, samples (what breaks it, five at most).
// `$1` is the agency; `wrong` is true for what breaks the check.

const nobody = "'00000000-0000-0000-0000-000000000000'::uuid";

const sampled = (label: string) =>
  `coalesce((array_agg(${label} order by ${label}) filter (where wrong))[1:5], '{}') as samples`;

/**
 * An account against the book that it stands for, lease by lease. `sign` is -1 for what is owed to somebody; `book`
 * selects lease_id, currency, amount of the rows behind it.
 */
function control(
  name: string,
  { code, sign, says, book }: { code: AccountCode; sign: 1 | -1; says: string; book: string },
): ProofCheck {
  return {
    name,
    description: `${code}: ${says}, for every lease`,
    text: `with account as (
        select coalesce(lease_id, ${nobody}) as id, currency, ${sign} * sum(amount_minor) as amount
        from journal_lines where agency_id = $1 and account_code = '${code}' group by 1, 2
      ), book as (
        select coalesce(lease_id, ${nobody}) as id, currency, sum(amount) as amount from (${book}) as rows group by 1, 2
      ), sides as (
        select id, currency, coalesce(a.amount, 0) as left_minor, coalesce(b.amount, 0) as right_minor,
          coalesce(a.amount, 0) <> coalesce(b.amount, 0) as wrong
        from account a full join book b using (id, currency)
      )
      select currency, sum(left_minor)::bigint as "leftMinor", sum(right_minor)::bigint as "rightMinor", ${sampled("id::text")}
      from sides group by currency order by currency`,
  };
}

const openInvoices = (filter: string) =>
  `select lease_id, currency, open_minor as amount from invoice_balances where agency_id = $1 and ${filter}`;
const paymentPart = (part: "unallocated_minor" | "credit_minor") =>
  `select b.lease_id, p.currency, b.${part} as amount from payment_balances b
    join payments p on p.agency_id = b.agency_id and p.id = b.payment_id where b.agency_id = $1`;

/** The books balance by themselves, and each account that stands for other rows comes to what they come to. */
export const accountChecks: readonly ProofCheck[] = [
  {
    name: "journals_balance",
    description: "Every journal's debits equal its credits",
    text: `with sums as (
        select journal_id, currency, sum(greatest(amount_minor, 0)) as debit, sum(greatest(-amount_minor, 0)) as credit,
          sum(amount_minor) <> 0 as wrong
        from journal_lines where agency_id = $1 group by 1, 2
      )
      select currency, sum(debit)::bigint as "leftMinor", sum(credit)::bigint as "rightMinor", ${sampled("journal_id::text")}
      from sums group by currency order by currency`,
  },
  {
    name: "totals_are_their_lines",
    description: "The monthly total of every account is the sum of its lines",
    text: `with totals as (
        select account_code as code, currency, month, sum(debit_minor) as debit, sum(credit_minor) as credit
        from ledger_totals where agency_id = $1 group by 1, 2, 3
      ), lines as (
        select account_code as code, currency, date_trunc('month', occurred_on)::date as month,
          sum(greatest(amount_minor, 0)) as debit, sum(greatest(-amount_minor, 0)) as credit
        from journal_lines where agency_id = $1 group by 1, 2, 3
      ), sides as (
        select code || ' ' || to_char(month, 'YYYY-MM') as label, currency,
          coalesce(t.debit, 0) + coalesce(t.credit, 0) as left_minor, coalesce(l.debit, 0) + coalesce(l.credit, 0) as right_minor,
          coalesce(t.debit, 0) <> coalesce(l.debit, 0) or coalesce(t.credit, 0) <> coalesce(l.credit, 0) as wrong
        from totals t full join lines l using (code, currency, month)
      )
      select currency, sum(left_minor)::bigint as "leftMinor", sum(right_minor)::bigint as "rightMinor", ${sampled("label")}
      from sides group by currency order by currency`,
  },
  control("receivable_is_open_invoices", {
    code: accounts.tenantReceivable.code,
    sign: 1,
    says: "what tenants owe is what is open on their invoices",
    book: openInvoices("kind <> 'deposit'"),
  }),
  control("deposit_receivable_is_open_invoices", {
    code: accounts.depositReceivable.code,
    sign: 1,
    says: "deposits owed are what is open on deposit invoices",
    book: openInvoices("kind = 'deposit'"),
  }),
  control("deposits_invoiced_are_unpaid", {
    code: accounts.depositsInvoiced.code,
    sign: -1,
    says: "deposits asked for and not paid are what is open on deposit invoices",
    book: openInvoices("kind = 'deposit'"),
  }),
  control("deposits_held_are_their_movements", {
    code: accounts.depositsHeld.code,
    sign: -1,
    says: "deposits held are the sum of their movements",
    book: `select lease_id, currency, amount_minor as amount from deposit_movements
      where agency_id = $1 and kind not in ('invoiced', 'uninvoiced')`,
  }),
  control("deposit_bank_is_what_is_held", {
    code: accounts.depositBank.code,
    sign: 1,
    says: "the deposit bank has what is held",
    book: `select lease_id, currency, -amount_minor as amount from journal_lines
      where agency_id = $1 and account_code = '${accounts.depositsHeld.code}'`,
  }),
  control("unallocated_is_of_payments", {
    code: accounts.unallocatedReceipts.code,
    sign: -1,
    says: "unallocated receipts are the unallocated parts of payments",
    book: paymentPart("unallocated_minor"),
  }),
  control("credit_is_of_payments", {
    code: accounts.tenantCredit.code,
    sign: -1,
    says: "tenants' credit is the credit parts of payments",
    book: paymentPart("credit_minor"),
  }),
];
