import type { PortalLeaseDto, PortalOverviewDto } from "@stead/contracts/portal";
import { addMonths, monthStart } from "@stead/kernel/dates";
import { sumMinor } from "@stead/kernel/money";
import { agencyToday, readOne, requireFound } from "../context/index.ts";
import { getLease, getSchedule } from "../leases/index.ts";
import { allowing, type PortalContext } from "./queries.ts";

type OpenInvoice = PortalLeaseDto["openInvoices"][number] & { leaseId: string };

const openInvoices = {
  name: "portal_open_invoices",
  text: `select i.id, i.lease_id as "leaseId", i.number, i.kind, i.due_on as "dueOn", i.period_start as "periodStart", b.open_minor as "openMinor"
    from invoice_balances b join invoices i on i.agency_id = $1 and i.id = b.invoice_id
    where b.agency_id = $1 and b.lease_id = any($2::uuid[]) and b.status in ('open', 'part_paid')
    order by i.due_on, i.number limit 500`,
};
const self = {
  name: "portal_self",
  text: `select json_build_object('name', a.name, 'slug', a.slug) as agency,
      json_build_object('name', c.name, 'phone', c.phone, 'email', c.email) as contact
    from agencies a join contacts c on c.agency_id = $1 and c.id = $2 where a.id = $1`,
};

/** How far ahead the next charge is looked for: a year of rent may be paid at once. */
const monthsAhead = 13;

/** Who is signed in, and what is owed and held of each lease. Amounts are minor units. */
export async function getOverview({ ctx }: { ctx: PortalContext }): Promise<PortalOverviewDto> {
  const { sql } = ctx.db;
  const [who, open, leases] = await Promise.all([
    readOne<Pick<PortalOverviewDto, "agency" | "contact">>(sql, self, ctx.agencyId, ctx.contactId),
    sql<OpenInvoice>(openInvoices, ctx.agencyId, ctx.leaseIds),
    Promise.all(ctx.leaseIds.map((id) => getLease({ ctx: allowing(ctx, "leases:read"), input: { id } }))),
  ]);
  const shown = await Promise.all(
    leases.map(async (lease): Promise<PortalLeaseDto> => {
      const invoices = open.filter(({ leaseId }) => leaseId === lease.id);
      return {
        ...lease,
        balanceMinor: lease.openMinor - lease.creditMinor,
        openInvoices: invoices,
        nextDue: billedNext(invoices, agencyToday(ctx)) ?? (await expectedNext(ctx, lease)),
      };
    }),
  );
  const currencies = [...new Set(shown.map(({ currency }) => currency))];
  const totals = currencies.map((currency) => {
    const own = shown.filter((lease) => lease.currency === currency);
    return { currency, balanceMinor: sumMinor(own.map(({ balanceMinor }) => balanceMinor)) };
  });
  return { ...requireFound(who, "contact"), today: agencyToday(ctx), totals, leases: shown };
}

/** What is billed and due next, from today on; what is overdue is told by itself. */
function billedNext(invoices: readonly OpenInvoice[], today: string): PortalLeaseDto["nextDue"] {
  const coming = invoices.filter(({ dueOn }) => dueOn >= today);
  const [first] = coming;
  if (first === undefined) return null;
  const sameDay = coming.filter(({ dueOn }) => dueOn === first.dueOn);
  return {
    on: first.dueOn,
    amountMinor: sumMinor(sameDay.map(({ openMinor }) => openMinor)),
    isBilled: true,
  };
}

/** What the lease says will be charged next. */
async function expectedNext(
  ctx: PortalContext,
  lease: { id: string; status: string },
): Promise<PortalLeaseDto["nextDue"]> {
  if (lease.status !== "active" && lease.status !== "notice") return null;
  const today = agencyToday(ctx);
  const input = { id: lease.id, fromOn: addMonths(monthStart(today), -1), months: monthsAhead };
  const { charges } = await getSchedule({ ctx: allowing(ctx, "leases:read"), input });
  const coming = charges.filter(({ invoiceId, dueOn }) => invoiceId === null && dueOn >= today);
  const on = coming.map(({ dueOn }) => dueOn).toSorted()[0];
  if (on === undefined) return null;
  const ofDay = coming.filter(({ dueOn }) => dueOn === on);
  const amountMinor = sumMinor(ofDay.map(({ netMinor, taxMinor }) => netMinor + taxMinor));
  return amountMinor > 0 ? { on, amountMinor, isBilled: false } : null;
}
