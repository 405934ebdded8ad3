import type { CollectionDto, StartCollectionInput } from "@stead/contracts/collecting";
import { railDescriptors, type RailDescriptor } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { formatMoney } from "@stead/kernel/money";
import type { CollectStarted, RailAnswer } from "@stead/providers/rails/rail-provider";
import { enqueue } from "@stead/queue/enqueue";
import {
  actingUserId,
  inTransaction,
  once,
  readOne,
  recordAudit,
  requireFound,
  requirePermission,
} from "../context/index.ts";
import {
  fingerprintPhone,
  openProvider,
  patience,
  readAccount,
  type RailAccountRow,
} from "../rails/index.ts";
import type { RailContext, RailVerb } from "../context/index.ts";
import { lockAttempt, readCollection } from "./rows.ts";
import { hidePhone, nextCheckMs, splitAmount } from "./rules.ts";
import { moveAttempt } from "./settle-attempt.ts";

type LeaseRow = {
  id: string;
  propertyId: string;
  contactId: string;
  currency: string;
  reference: string;
  status: string;
  phone: string | null;
  email: string | null;
};

const leaseOf = {
  name: "collecting_lease",
  text: `select l.id, l.property_id as "propertyId", l.contact_id as "contactId", l.currency, l.reference, l.status, c.phone, c.email
    from leases l join contacts c on c.agency_id = l.agency_id and c.id = l.contact_id
    where l.agency_id = $1 and l.id = $2 and ($3::uuid[] is null or l.property_id = any($3))`,
};
const insert = {
  name: "attempt_insert",
  text: `insert into payment_attempts (agency_id, id, rail, rail_account_id, lease_id, property_id, contact_id, amount_minor, currency,
      reference, payer_key, payer_hint, expires_at, created_by, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    on conflict (agency_id, lease_id, payer_key) where state in ('starting', 'pending') do nothing returning id`,
};
const started = {
  name: "attempt_started",
  text: `update payment_attempts set provider_ref = $3, url = $4, expires_at = coalesce($5::timestamptz, expires_at)
    where agency_id = $1 and id = $2`,
};

/** What a payer sees beside the agency's name, and what a payment without a callback is found by. */
const mostReference = 12;

/**
 * Asks a tenant for money by a rail. What is asked is written down before the provider is called, so a crash leaves a
 * collection that is looked into and never asked twice by itself. Throws INVALID for an amount that the rail cannot
 * carry (field `amountMinor`), CONFLICT while a prompt is open on the phone. `returnPath`: where a page of the provider
 * leads back to.
 */
export async function startCollection({
  ctx,
  input,
  returnPath = "/paid",
}: RailVerb<StartCollectionInput> & { returnPath?: string }): Promise<CollectionDto> {
  requirePermission(ctx, "payments:write");
  const { id, isNew, ask } = await prepare(ctx, input);
  if (isNew) await answer(ctx, id, await call(ctx, id, { ...ask, returnPath }));
  return readCollection(ctx.db.sql, ctx, id);
}

type Ask = { account: RailAccountRow; lease: LeaseRow; phone: string | null; amountMinor: number };

async function prepare(
  ctx: RailContext,
  input: StartCollectionInput,
): Promise<{ id: string; isNew: boolean; ask: Ask }> {
  const [lease, account] = await Promise.all([
    readOne<LeaseRow>(ctx.db.sql, leaseOf, ctx.agencyId, input.leaseId, ctx.propertyIds),
    readAccount(ctx.db.sql, ctx, input.railAccountId),
  ]);
  const ask = check(requireFound(lease, "lease"), account, input);
  const newAttemptId = newId();
  const { attemptId } = await inTransaction(ctx, (tx) =>
    once(tx, ctx, { operation: "collecting.start", input }, async () => {
      await writeAttempt(tx, ctx, newAttemptId, ask);
      return { attemptId: newAttemptId };
    }),
  );
  return { id: attemptId, isNew: attemptId === newAttemptId, ask };
}

function check(lease: LeaseRow, account: RailAccountRow, input: StartCollectionInput): Ask {
  const rail: RailDescriptor = railDescriptors[account.rail];
  const { amountMinor } = input;
  if (!account.isActive)
    throw new AppError("PRECONDITION", `${account.label} is switched off; switch it on first`);
  if (account.currency !== lease.currency)
    throw invalidField(
      "railAccountId",
      "currency",
      `the lease is in ${lease.currency}, ${account.label} in ${account.currency}`,
    );
  if (lease.status === "draft" || lease.status === "cancelled")
    throw new AppError("PRECONDITION", "this lease is not in force; activate it first");
  const isPrompt = rail.capabilities.includes("prompt");
  const phone = isPrompt ? (input.phone ?? lease.phone) : null;
  if (isPrompt && phone === null)
    throw invalidField("phone", "required", "the tenant has no phone; write the one to prompt");
  const { partsMinor, notes } = splitAmount(rail, { amountMinor, currency: lease.currency });
  if (partsMinor.length > 1 || partsMinor[0] !== amountMinor) {
    const amounts = partsMinor.map((part) => formatMoney(part, lease.currency)).join(" + ");
    throw invalidField(
      "amountMinor",
      "rail",
      `${notes.join(" ") || `${rail.name} cannot carry this amount.`} Ask for ${amounts}.`,
    );
  }
  return { account, lease, phone, amountMinor };
}

async function writeAttempt(
  tx: Tx,
  ctx: RailContext,
  id: string,
  { account, lease, phone, amountMinor }: Ask,
): Promise<void> {
  const nowMs = ctx.clock.nowMs();
  const rail: RailDescriptor = railDescriptors[account.rail];
  const made = await tx.sql(
    insert,
    ctx.agencyId,
    id,
    account.rail,
    account.id,
    lease.id,
    lease.propertyId,
    lease.contactId,
    amountMinor,
    lease.currency,
    lease.reference,
    phone === null ? null : fingerprintPhone(ctx, phone),
    phone === null ? null : hidePhone(phone),
    new Date(nowMs + rail.promptMinutes * 60_000).toISOString(),
    actingUserId(ctx),
    new Date(nowMs).toISOString(),
  );
  if (made.length === 0)
    throw new AppError(
      "CONFLICT",
      "a prompt is open on this phone; wait until it is answered or has expired",
    );
  // A process that dies now leaves it to this job.
  await enqueue(
    tx,
    ctx,
    "collecting.check",
    { agencyId: ctx.agencyId, attemptId: id },
    { runAfterMs: nowMs + 60_000 },
  );
  await recordAudit(tx, ctx, {
    action: "collection.started",
    entityType: "collection",
    entityId: id,
    after: { rail: account.rail, leaseId: lease.id, amountMinor, currency: lease.currency },
  });
}

function call(
  ctx: RailContext,
  id: string,
  { account, lease, phone, amountMinor, returnPath }: Ask & { returnPath: string },
): Promise<RailAnswer<CollectStarted>> {
  return openProvider(ctx, account).collect(
    {
      attemptId: id,
      amountMinor,
      currency: lease.currency,
      reference: lease.reference.slice(0, mostReference),
      description: "Rent",
      phone,
      email: lease.email,
      returnUrl: `${ctx.rails.publicUrl}${returnPath}`,
    },
    patience(ctx),
  );
}

/** Keeps what the provider answered. Its callback may have been quicker: then only the name is news. */
async function answer(ctx: RailContext, id: string, said: RailAnswer<CollectStarted>): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const attempt = await lockAttempt(tx, ctx, id);
    if (said.outcome === "ok") {
      const { ref, url, expiresAt, text } = said.value;
      await tx.sql(started, ctx.agencyId, id, ref, url, expiresAt);
      await moveAttempt(tx, ctx, attempt, { state: "pending", paymentId: null, result: { code: "", text } });
      const isPrompt = url === null;
      const at = nextCheckMs(
        {
          startedMs: ctx.clock.nowMs(),
          expiresMs: Date.parse(expiresAt ?? attempt.expiresAt),
          checks: 0,
          nowMs: ctx.clock.nowMs(),
        },
        isPrompt,
      );
      if (at !== null)
        await enqueue(
          tx,
          ctx,
          "collecting.check",
          { agencyId: ctx.agencyId, attemptId: id },
          { runAfterMs: at },
        );
      return;
    }
    const isUncertain = said.outcome === "uncertain";
    const result = isUncertain ? { code: "uncertain", text: said.text } : said.result;
    await moveAttempt(tx, ctx, attempt, {
      state: isUncertain ? "unknown" : "failed",
      paymentId: null,
      result,
    });
  });
}
