import type { Tx } from "@stead/db/client";
import { today } from "@stead/kernel/clock";
import { maxDate, type CivilDate } from "@stead/kernel/dates";
import { issueCreditNote } from "../billing/index.ts";
import { recordAudit } from "../context/index.ts";
import { reverseJournal } from "../ledger/index.ts";
import { lockLease, takePaymentBack, writeDepositMovements } from "../payments/index.ts";
import { reasonsOf, type UndoRow, type UndoRun, type UndoSource } from "./undo-rows.ts";

const reason = "The import was undone";

const facts = (name: string) => `(c.facts ->> '${name}')::uuid`;

/** What is left of one opening: parts that were taken back by hand are null. */
type Standing = {
  leaseId: string;
  leaseNumber: number;
  propertyId: string;
  currency: string;
  timeZone: string;
  occurredOn: CivilDate;
  balanceJournalId: string | null;
  invoiceId: string | null;
  invoiceMinor: number | null;
  paymentId: string | null;
  paymentVersion: number | null;
  depositJournalId: string | null;
  depositMinor: number | null;
};

const readStanding = {
  name: "",
  text: `select l.id as "leaseId", l.number as "leaseNumber", l.property_id as "propertyId", l.currency, p.time_zone as "timeZone",
      coalesce(b.occurred_on, d.occurred_on) as "occurredOn", b.id as "balanceJournalId",
      i.invoice_id as "invoiceId", i.total_minor as "invoiceMinor", y.payment_id as "paymentId", y.version as "paymentVersion",
      d.id as "depositJournalId", m.amount_minor as "depositMinor"
    from import_changes c
    join leases l on l.agency_id = $1 and l.id = c.entity_id
    join properties p on p.agency_id = $1 and p.id = l.property_id
    left join journals b on b.agency_id = $1 and b.id = ${facts("balanceJournalId")}
      and not exists (select from journals r where r.agency_id = $1 and r.reverses_id = b.id)
    left join invoice_balances i on i.agency_id = $1 and i.invoice_id = ${facts("invoiceId")} and b.id is not null
    left join payment_balances y on y.agency_id = $1 and y.payment_id = ${facts("paymentId")} and b.id is not null
    left join journals d on d.agency_id = $1 and d.id = ${facts("depositJournalId")}
      and not exists (select from journals r where r.agency_id = $1 and r.reverses_id = d.id)
    left join deposit_movements m on m.agency_id = $1 and m.lease_id = l.id and m.journal_id = d.id
    where c.agency_id = $1 and c.import_id = $2 and c.row_no = any($3::int[]) order by l.id`,
};

/** Opening balances. What was posted stays posted: each part is taken back by a posting that names it. */
export const madeOpenings: UndoSource = {
  text: `select c.row_no as "rowNo", c.entity_id as id, 'L-' || l.number as label, 0 as version, c.facts, null::jsonb as now,
      ${reasonsOf(
        `(select case when b.paid_minor > 0 then coalesce((select 'receipt R-' || p.number || ' pays some of it' from allocations a
            join payments p on p.agency_id = $1 and p.id = a.payment_id where a.agency_id = $1 and a.invoice_id = b.invoice_id
            and a.reverses_id is null and not exists (select from allocations r where r.agency_id = $1 and r.reverses_id = a.id)
            order by p.number limit 1), 'some of it is paid')
          when b.written_off_minor > 0 then 'some of it is written off' when b.credited_minor > 0 then 'some of it is credited' end
          from invoice_balances b where b.agency_id = $1 and b.invoice_id = ${facts("invoiceId")})`,
        `(select 'some of the money paid ahead is used' from payment_balances b
          where b.agency_id = $1 and b.payment_id = ${facts("paymentId")} and b.credit_minor <> b.amount_minor and b.reversed_minor = 0)`,
        `(select 'the deposit is used: it moved on ' || m.moved_on from deposit_movements m
          where c.facts ->> 'depositJournalId' is not null and m.agency_id = $1 and m.lease_id = l.id and m.amount_minor < 0
            and m.kind not in ('invoiced', 'uninvoiced') and m.journal_id <> ${facts("depositJournalId")}
            and not exists (select from journals r where r.agency_id = $1 and r.reverses_id = ${facts("depositJournalId")})
          order by m.moved_on limit 1)`,
      )}
    from import_changes c join leases l on l.agency_id = $1 and l.id = c.entity_id
    where c.agency_id = $1 and c.import_id = $2 and c.row_no < $3
      and exists (select from journals j where j.agency_id = $1 and j.id in (${facts("balanceJournalId")}, ${facts("depositJournalId")})
        and not exists (select from journals r where r.agency_id = $1 and r.reverses_id = j.id))
    order by c.row_no desc limit $4`,
  locked: "l",
  undo: async (tx, run, rows) => {
    await takeBackOpenings(tx, run, rows);
    return [];
  },
};

async function takeBackOpenings(tx: Tx, run: UndoRun, rows: readonly UndoRow[]): Promise<void> {
  const { ctx, importId } = run;
  const numbers = rows.map(({ rowNo }) => rowNo);
  const standing = await tx.sql<Standing>(readStanding, ctx.agencyId, importId, numbers);
  for (const opening of standing) await takeBack(tx, run, opening);
}

async function takeBack(tx: Tx, { ctx, importId }: UndoRun, opening: Standing): Promise<void> {
  const { leaseId, leaseNumber, invoiceId, paymentId, balanceJournalId, depositJournalId } = opening;
  await lockLease(tx, ctx, leaseId);
  const on = maxDate(today(ctx.clock, opening.timeZone), opening.occurredOn);
  if (invoiceId !== null && balanceJournalId !== null) {
    await issueCreditNote(tx, ctx, {
      invoiceId,
      amountMinor: opening.invoiceMinor ?? 0,
      reason,
      issuedOn: on,
      reversesJournalId: balanceJournalId,
    });
  }
  if (paymentId !== null)
    await takePaymentBack(tx, ctx, {
      paymentId,
      version: opening.paymentVersion ?? 0,
      kind: "mistake",
      reason,
    });
  if (depositJournalId !== null && opening.depositMinor !== null) {
    const journalId = await reverseJournal(tx, ctx, {
      journalId: depositJournalId,
      event: "deposit.opening_reversed",
      entityId: leaseId,
      occurredOn: on,
      memo: `The deposit held of lease ${leaseNumber} at the opening is taken back: ${reason}`,
    });
    const { propertyId, currency } = opening;
    const movement = {
      leaseId,
      propertyId,
      kind: "received",
      currency,
      movedOn: on,
      reason,
      journalId,
    } as const;
    await writeDepositMovements(tx, ctx, [{ ...movement, amountMinor: -opening.depositMinor }]);
  }
  await recordAudit(tx, ctx, {
    action: "lease.opening_undone",
    entityType: "lease",
    entityId: leaseId,
    before: { importId },
  });
}
