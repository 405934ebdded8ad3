import type { StatementData } from "@stead/documents/pdf/data";
import type { CivilDate } from "@stead/kernel/dates";
import { AppError, invalidField } from "@stead/kernel/errors";
import { checkedMinor, sumMinor } from "@stead/kernel/money";
import { readOne, requireFound, requirePermission, type ServiceContext } from "../context/index.ts";
import { accounts } from "../ledger/index.ts";
import { readHome, readSender } from "./queries.ts";

/** What a tenant owes and what is theirs: receivables less credit and unallocated money. */
const tenantAccounts = [
  accounts.tenantReceivable.code,
  accounts.depositReceivable.code,
  accounts.tenantCredit.code,
  accounts.unallocatedReceipts.code,
];

type EntryRow = { on: CivilDate; description: string; amountMinor: number };
type StatementRow = Pick<StatementData, "currency" | "openingMinor" | "depositHeldMinor" | "ageing"> & {
  entryCount: number;
  entries: EntryRow[];
};

const mostEntries = 5_000;

/** Moves between the tenant's own accounts sum to nothing and are no entry. What is open is reckoned as of the last day. */
const statementOf = {
  name: "document_statement",
  text: `with entry as (
      select j.id, j.occurred_on, j.memo, sum(l.amount_minor)::bigint as amount
      from journal_lines l join journals j on j.agency_id = $1 and j.id = l.journal_id
      where l.agency_id = $1 and l.lease_id = $2 and l.account_code = any($5) and l.occurred_on <= $4
      group by j.id, j.occurred_on, j.memo having sum(l.amount_minor) <> 0
    ), shown as (
      select * from entry where occurred_on >= $3 order by occurred_on, id limit ${mostEntries + 1}
    ), owed as (
      select $4::date - i.due_on as late, i.total_minor
        - coalesce((select sum(a.amount_minor) from allocations a where a.agency_id = $1 and a.invoice_id = i.id and a.allocated_on <= $4), 0)
        - coalesce((select sum(n.amount_minor) from credit_notes n where n.agency_id = $1 and n.invoice_id = i.id and n.issued_on <= $4), 0)
        - coalesce((select sum(w.amount_minor) from write_offs w where w.agency_id = $1 and w.invoice_id = i.id and w.written_on <= $4), 0) as open
      from invoices i where i.agency_id = $1 and i.lease_id = $2 and i.issued_on <= $4
    )
    select x.currency,
      (select coalesce(sum(amount), 0)::bigint from entry where occurred_on < $3) as "openingMinor",
      (select count(*)::int from shown) as "entryCount",
      (select coalesce(json_agg(json_build_object('on', occurred_on, 'description', memo, 'amountMinor', amount) order by occurred_on, id), '[]')
        from shown) as entries,
      (select coalesce(sum(m.amount_minor), 0)::bigint from deposit_movements m where m.agency_id = $1 and m.lease_id = $2
        and m.kind not in ('invoiced', 'uninvoiced') and m.moved_on <= $4) as "depositHeldMinor",
      (select json_build_object(
          'notDueMinor', coalesce(sum(open) filter (where late <= 0), 0), 'to30Minor', coalesce(sum(open) filter (where late between 1 and 30), 0),
          'to60Minor', coalesce(sum(open) filter (where late between 31 and 60), 0),
          'to90Minor', coalesce(sum(open) filter (where late between 61 and 90), 0), 'over90Minor', coalesce(sum(open) filter (where late > 90), 0))
        from owed) as ageing
    from leases x where x.agency_id = $1 and x.id = $2 and ($6::uuid[] is null or x.property_id = any($6))`,
};

/** The account of a lease's tenant from one day to another: all that was charged, paid and credited. */
export async function readStatementLetter(
  ctx: ServiceContext,
  { id, from, to }: { id: string; from: CivilDate; to: CivilDate },
): Promise<StatementData> {
  requirePermission(ctx, "leases:read");
  if (to < from) throw invalidField("to", "after_from", "the last day must not be before the first");
  const [{ letterhead, howToPay }, home, found] = await Promise.all([
    readSender(ctx),
    readHome(ctx, { leaseId: id }),
    readOne<StatementRow>(
      ctx.db.sql,
      statementOf,
      ctx.agencyId,
      id,
      from,
      to,
      tenantAccounts,
      ctx.propertyIds,
    ),
  ]);
  const { currency, openingMinor, entries, entryCount, ageing, depositHeldMinor } = requireFound(
    found,
    "lease",
  );
  if (entryCount > mostEntries)
    throw new AppError("TOO_LARGE", `a statement holds at most ${mostEntries} entries; choose fewer days`);
  const amounts = entries.map(({ amountMinor }) => amountMinor);
  let balance = openingMinor;
  return {
    letterhead,
    tenant: home.tenant,
    place: home.place,
    leaseReference: home.leaseReference,
    currency,
    from,
    to,
    openingMinor,
    entries: entries.map((entry) => {
      balance = checkedMinor(balance + entry.amountMinor);
      return { ...entry, number: null, balanceMinor: balance };
    }),
    chargedMinor: sumMinor(amounts.filter((amount) => amount > 0)),
    settledMinor: checkedMinor(-sumMinor(amounts.filter((amount) => amount < 0))),
    closingMinor: sumMinor([openingMinor, ...amounts]),
    ageing,
    depositHeldMinor,
    howToPay,
  };
}
