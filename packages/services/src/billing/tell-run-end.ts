import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import type { ServiceContext } from "../context/index.ts";
import { notify } from "../notifications/index.ts";

/** A run as far as those who wait for it are told of it. */
export type EndedRun = { id: string; periodStart: CivilDate; createdBy: string | null };

const billers = {
  name: "billing_people",
  text: `select user_id as "userId" from members where agency_id = $1 and role in ('owner', 'accountant') order by user_id`,
};

/** Who started the run; for one that began by itself, those who keep the books. */
async function findListeners(tx: Tx, ctx: ServiceContext, { createdBy }: EndedRun): Promise<string[]> {
  if (createdBy !== null) return [createdBy];
  const rows = await tx.sql<{ userId: string }>(billers, ctx.agencyId);
  return rows.map(({ userId }) => userId);
}

const monthOf = ({ periodStart }: EndedRun) =>
  new Date(`${periodStart}T00:00:00Z`).toLocaleDateString("en", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });

/** Says that a month is billed, in the transaction that ends its run. */
export async function tellRunFinished(
  tx: Tx,
  ctx: ServiceContext,
  run: EndedRun,
  invoiceCount: number,
): Promise<void> {
  await notify(tx, ctx, {
    kind: "billing.finished",
    userIds: await findListeners(tx, ctx, run),
    subject: { kind: "billing_run", id: run.id },
    params: { month: monthOf(run), invoiceCount },
  });
}

/** Says that a month could not be billed to its end, in the transaction that marks its run. */
export async function tellRunFailed(tx: Tx, ctx: ServiceContext, run: EndedRun): Promise<void> {
  await notify(tx, ctx, {
    kind: "billing.failed",
    userIds: await findListeners(tx, ctx, run),
    subject: { kind: "billing_run", id: run.id },
    params: {
      month: monthOf(run),
      reason: "The run met an error again and again. Start the month again: it goes on from there.",
    },
  });
}
