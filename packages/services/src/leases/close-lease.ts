import type { EndLeaseInput, FinalAccountDto } from "@stead/contracts/leases";
import type { Tx } from "@stead/db/client";
import { today } from "@stead/kernel/clock";
import { formatDays, maxDate, monthEnd, type CivilDate } from "@stead/kernel/dates";
import { invalidField } from "@stead/kernel/errors";
import {
  draftInvoice,
  issueCreditNote,
  issueInvoices,
  readBillableLease,
  singleCharge,
  type BillableLease,
  type ChargeDraft,
} from "../billing/index.ts";
import { recordAudit, requireFound, type ServiceContext } from "../context/index.ts";
import { withholdInTransaction } from "../deposits/index.ts";
import { readDepositHeld } from "../payments/index.ts";
import { lockLeaseState, lockPaymentsOfLease, saveLease, writeVersion } from "./queries.ts";
import { requireStatus } from "./rules.ts";
import { readBilledUntil, readDifferences, settleDifferences } from "./settle-differences.ts";
import type { Occupation } from "./write-lease.ts";

type AccountLine = FinalAccountDto["lines"][number];

/**
 * Ends a lease in the caller's transaction and draws up its final account: charges and credits what differs from the
 * days really let, charges the damages, stops asking for an unpaid deposit and, if wanted, pays from the held one.
 */
export async function closeLease(
  tx: Tx,
  ctx: ServiceContext,
  input: EndLeaseInput,
  taking: (occupation: Occupation) => void,
): Promise<FinalAccountDto> {
  await lockPaymentsOfLease(tx, ctx, input.id);
  const before = await lockLeaseState(tx, ctx, input);
  requireStatus(before, ["active", "notice"], "ending it");
  const { endedOn } = input;
  if (endedOn < before.startOn)
    throw invalidField("endedOn", "after_start", "the last day must not be before the lease starts");
  const old = requireFound(await readBillableLease(tx.sql, ctx, before.id), "lease");
  taking({ leaseId: before.id, unitId: before.unitId, startOn: before.startOn, lastOn: endedOn });
  const lease = await saveLease(tx, ctx, { ...before, status: "ended", endedOn, moveOutOn: endedOn });
  await writeVersion(tx, ctx, lease, { effectiveOn: endedOn, reason: "The lease ended" });

  const issuedOn = today(ctx.clock, before.timeZone);
  const change = { lease: old, before: old.terms, after: { ...old.terms, lastOn: endedOn } };
  const differences = await readDifferences(tx, ctx, change, {
    fromOn: before.startOn,
    dueTo: await horizonOf(tx, ctx, old.id, endedOn),
  });
  const version = `v${lease.version}`;
  const reason = `The lease ended on ${endedOn}`;
  await settleDifferences(tx, ctx, old, {
    differences,
    sourceKey: `invoice:${old.id}:${endedOn}:final-${version}`,
    dueOn: issuedOn,
    reason,
  });
  const damages = await chargeDamages(tx, ctx, old, { input, issuedOn, version });
  await stopAskingForDeposit(tx, ctx, old.id, reason);
  const account = await drawUp(tx, ctx, old, { input, reason });
  await recordAudit(tx, ctx, {
    action: "lease.ended",
    entityType: "lease",
    entityId: old.id,
    before: { status: before.status },
    after: { status: "ended", endedOn, balanceMinor: account.balanceMinor },
  });
  const lines: AccountLine[] = [
    ...differences.map(({ description, periodStart, periodEnd, netMinor, taxMinor, explanation }) => ({
      label: `${description}, ${formatDays(periodStart, periodEnd)}`,
      amountMinor: netMinor + taxMinor,
      explanation,
    })),
    ...damages.map(({ description, netMinor, explanation }) => ({
      label: description,
      amountMinor: netMinor,
      explanation,
    })),
  ];
  return { ...account, lines };
}

/** Everything of the lease is settled: what is due to the end of its last month, and what was billed beyond it. */
async function horizonOf(
  tx: Tx,
  ctx: ServiceContext,
  leaseId: string,
  endedOn: CivilDate,
): Promise<CivilDate> {
  return maxDate(monthEnd(endedOn), (await readBilledUntil(tx, ctx, leaseId)) ?? endedOn);
}

type Closing = { input: EndLeaseInput; issuedOn: CivilDate; version: string };

async function chargeDamages(
  tx: Tx,
  ctx: ServiceContext,
  lease: BillableLease,
  { input, issuedOn, version }: Closing,
): Promise<ChargeDraft[]> {
  const charges = input.damages
    .filter(({ amountMinor }) => amountMinor > 0)
    .map((damage) => singleCharge({ ...damage, kind: "damage", taxPpm: 0, dueOn: issuedOn }, lease.currency));
  if (charges.length === 0) return [];
  const sourceKey = `invoice:${lease.id}:${input.endedOn}:damages-${version}`;
  await issueInvoices(tx, ctx, [
    draftInvoice(lease, { kind: "fee", sourceKey, issuedOn, dueOn: issuedOn, charges }),
  ]);
  return charges;
}

const unpaidDeposits = {
  name: "lease_unpaid_deposits",
  text: `select invoice_id as id, open_minor as "openMinor" from invoice_balances
    where agency_id = $1 and lease_id = $2 and kind = 'deposit' and open_minor > 0 order by due_on, invoice_id`,
};

async function stopAskingForDeposit(
  tx: Tx,
  ctx: ServiceContext,
  leaseId: string,
  reason: string,
): Promise<void> {
  for (const { id, openMinor } of await tx.sql<{ id: string; openMinor: number }>(
    unpaidDeposits,
    ctx.agencyId,
    leaseId,
  )) {
    await issueCreditNote(tx, ctx, { invoiceId: id, amountMinor: openMinor, reason });
  }
}

const moneyOf = {
  name: "lease_final_money",
  text: `select
      coalesce((select sum(open_minor) from invoice_balances where agency_id = $1 and lease_id = $2 and kind <> 'deposit'), 0)::bigint as "openMinor",
      coalesce((select sum(credit_minor) from payment_balances where agency_id = $1 and lease_id = $2), 0)::bigint as "creditMinor"`,
};
type Money = { openMinor: number; creditMinor: number };

async function drawUp(
  tx: Tx,
  ctx: ServiceContext,
  lease: BillableLease,
  { input, reason }: { input: EndLeaseInput; reason: string },
): Promise<Omit<FinalAccountDto, "lines">> {
  const read = async () => requireFound((await tx.sql<Money>(moneyOf, ctx.agencyId, lease.id))[0], "lease");
  const found = await read();
  const depositHeldMinor = Math.max(0, await readDepositHeld(tx.sql, ctx, lease.id));
  // Credit pays first where the agency lets it pay by itself; the deposit only what is still open after that.
  const paidByCreditMinor = ctx.agency.policies.isCreditAutoApplied ? found.creditMinor : 0;
  const uncoveredMinor = Math.max(0, found.openMinor - paidByCreditMinor);
  const depositWithheldMinor = input.isDepositApplied ? Math.min(depositHeldMinor, uncoveredMinor) : 0;
  if (depositWithheldMinor > 0)
    await withholdInTransaction(tx, ctx, { leaseId: lease.id, amountMinor: depositWithheldMinor, reason });
  const { openMinor, creditMinor } = depositWithheldMinor > 0 ? await read() : found;
  const depositRefundableMinor = depositHeldMinor - depositWithheldMinor;
  return {
    leaseId: lease.id,
    currency: lease.currency,
    endedOn: input.endedOn,
    openMinor,
    depositHeldMinor,
    depositWithheldMinor,
    depositRefundableMinor,
    creditMinor,
    balanceMinor: openMinor - creditMinor - depositRefundableMinor,
  };
}
