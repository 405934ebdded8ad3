import type { DayProofDto, ProveDayInput } from "@stead/contracts/reconciliation";
import type { Tx } from "@stead/db/client";
import { addDays, civilDateIn, dayStartMs, type CivilDate } from "@stead/kernel/dates";
import { invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import {
  actingUserId,
  agencyToday,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  type RailContext,
  type RailVerb,
} from "../context/index.ts";
import { notify } from "../notifications/index.ts";
import { openProvider, patience } from "../rails/index.ts";
import { readStatementAccount, type StatementAccount } from "../statements/index.ts";
import { readBalances, readBookedReceipts, readDayLines, readUnlinked } from "./queries.ts";
import { readLatestProof, readPlace, readProof } from "./rows.ts";
import { compareDay, comparePulled, uncoveredDay, type DayFinding, type PulledReceipt } from "./rules.ts";

/** A bank shows what the books have up to so many days later. */
const bankDays = 3;
/** A proof lists at most so many differences, and counts them all. */
const mostShown = 200;
/** How far back a provider's list reaches, and how many pages of it one proof reads. */
const pullReachMs = 47 * 3_600_000;
const mostPages = 200;

/**
 * Proves a day of an account: what the provider or the bank says of it against the books. Each run is kept as a version
 * of its own and never changes. Throws INVALID for a day that is not over.
 */
export async function proveDay({ ctx, input }: RailVerb<ProveDayInput>): Promise<DayProofDto> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  if (input.day >= agencyToday(ctx))
    throw invalidField("day", "past", "a day is proved when it is over: choose an earlier one");
  const place = await readPlace(ctx.db.sql, ctx, input.accountId);
  const account = await readStatementAccount(ctx.db.sql, ctx, place);
  const finding = await findDay(ctx, account, input.day);
  return keepProof(ctx, account, { ...input, ...place, finding });
}

/** What is found of a day now, on one state of the database; nothing is kept. */
export async function findDay(
  ctx: RailContext,
  account: StatementAccount,
  day: CivilDate,
): Promise<DayFinding> {
  const found = await ctx.db.transaction((tx) => findCovered(tx, ctx, account, day), {
    isolationLevel: "RepeatableRead",
  });
  return found ?? (await findPulled(ctx, account, day)) ?? uncoveredDay(account);
}

async function findCovered(
  tx: Tx,
  ctx: RailContext,
  account: StatementAccount,
  day: CivilDate,
): Promise<DayFinding | null> {
  const balances = await readBalances(tx, ctx, account, day);
  if (!balances.isCovered) return null;
  const lines = await readDayLines(tx, ctx, account.id, day);
  const bookDay = account.provider === null ? addDays(day, -bankDays) : day;
  const unlinked = await readUnlinked(tx, ctx, account, bookDay);
  return compareDay({ lines, unlinked, balances, account });
}

/** The provider's own list of the day, where it has one that reaches back so far and answers. */
async function findPulled(
  ctx: RailContext,
  account: StatementAccount,
  day: CivilDate,
): Promise<DayFinding | null> {
  const { timeZone } = ctx.agency;
  const [fromMs, toMs] = [dayStartMs(timeZone, day), dayStartMs(timeZone, addDays(day, 1))];
  if (account.provider?.isActive !== true || fromMs < ctx.clock.nowMs() - pullReachMs) return null;
  const provider = openProvider(ctx, account.provider);
  if (provider.pull === undefined) return null;
  const window = { fromAt: new Date(fromMs).toISOString(), toAt: new Date(toMs).toISOString() };
  const pulled: PulledReceipt[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < mostPages; pages++) {
    const said = await provider.pull({ ...window, cursor }, patience(ctx));
    if (said.outcome !== "ok") return null;
    const ofDay = said.value.money.filter(
      ({ receivedAt }) => civilDateIn(timeZone, Date.parse(receivedAt)) === day,
    );
    pulled.push(...ofDay);
    cursor = said.value.next;
    if (cursor === null) break;
  }
  if (cursor !== null) return null;
  const externalIds = pulled.map(({ externalId }) => externalId);
  const booked = await readBookedReceipts(ctx.db, ctx, account, { externalIds, day });
  return comparePulled(pulled, booked, day);
}

// One version after the other, whoever proves.
const insert = {
  name: "day_proof_insert",
  text: `insert into day_proofs (agency_id, id, rail_account_id, bank_account_id, account_id, day, version, state, currency, checks,
      differences, difference_count, created_by)
    select $1, $2, $3, $4, $5, $6, coalesce(max(p.version), 0) + 1, $7, $8, $9::jsonb, $10::jsonb, $11, $12
    from day_proofs p where p.agency_id = $1 and p.account_id = $5 and p.day = $6`,
};
const oneAtATime = {
  name: "day_proof_lock",
  text: `select pg_advisory_xact_lock(hashtextextended('day proof ' || $1::text, 0))`,
};
const keepers = {
  name: "day_proof_keepers",
  text: `select user_id as id from members where agency_id = $1 and role in ('owner', 'accountant')`,
};

export type Keeping = ProveDayInput & {
  railAccountId: string | null;
  bankAccountId: string | null;
  finding: DayFinding;
};

/** Keeps what was found as the day's next version; those who keep the books are told when it fails anew. */
export function keepProof(
  ctx: RailContext,
  account: StatementAccount,
  { accountId, day, railAccountId, bankAccountId, finding }: Keeping,
): Promise<DayProofDto> {
  const { state, checks, differences } = finding;
  const id = newId();
  return ctx.db.transaction(async (tx) => {
    await tx.sql(oneAtATime, accountId);
    const before = await readLatestProof(tx.sql, ctx, { accountId, day });
    await tx.sql(
      insert,
      ctx.agencyId,
      id,
      railAccountId,
      bankAccountId,
      accountId,
      day,
      state,
      account.currency,
      JSON.stringify(checks),
      JSON.stringify(differences.slice(0, mostShown)),
      differences.length,
      actingUserId(ctx),
    );
    const trail = { action: "day.proved", entityType: "day_proof", entityId: id };
    await recordAudit(tx, ctx, {
      ...trail,
      after: { accountId, day, state, differences: differences.length },
    });
    if (state === "failed" && before?.state !== "failed") {
      const people = await tx.sql<{ id: string }>(keepers, ctx.agencyId);
      await notify(tx, ctx, {
        kind: "day_proof.failed",
        userIds: people.map((person) => person.id),
        subject: { kind: "day_proof", id },
        params: { account: account.label, day, differenceCount: differences.length },
      });
    }
    return readProof(tx.sql, ctx, id);
  });
}
