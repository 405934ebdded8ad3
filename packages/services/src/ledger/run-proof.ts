import type { ProofDto } from "@stead/contracts/ledger";
import type { Tx } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import type { z } from "zod";
import {
  agencyToday,
  requireFound,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
} from "../context/index.ts";
import { notify } from "../notifications/index.ts";
import { accountChecks } from "./check-accounts.ts";
import { figureChecks } from "./check-figures.ts";
import { recordChecks } from "./check-records.ts";
import type { ProofCheck, ProofRow } from "./rows.ts";

type Proof = z.infer<typeof ProofDto>;
type Found = Proof["checks"][number];

/** Every invariant of the books, by its name (domain rules: double-entry postings). */
export const proofChecks: readonly ProofCheck[] = [...accountChecks, ...recordChecks, ...figureChecks];

const insertProof = {
  name: "ledger_proof_insert",
  text: `insert into ledger_proofs (agency_id, id, proved_on, is_sound, checks) values ($1, $2, $3, $4, $5::jsonb)
    returning created_at as "createdAt"`,
};

/**
 * Proves the books: checks every invariant for every currency on one state of the database, and keeps the result. Both
 * sides of each check are amounts in minor units, or counts where it has no currency.
 */
export async function runProof({ ctx }: { ctx: ServiceContext }): Promise<Proof> {
  requirePermission(ctx, "ledger:write");
  requireWholeAgency(ctx);
  const checks = await ctx.db.transaction((tx) => checkAll(tx, ctx), { isolationLevel: "RepeatableRead" });
  const isSound = checks.every((check) => check.isSound);
  const proof = { id: newId(), provedOn: agencyToday(ctx), isSound };
  const values = [proof.id, proof.provedOn, isSound, JSON.stringify(checks)];
  const broken = [...new Set(checks.filter((check) => !check.isSound).map(({ name }) => name))];
  const createdAt = await ctx.db.transaction(async (tx) => {
    const before = await readLatestBroken(tx, ctx);
    const [stored] = await tx.sql<{ createdAt: string }>(insertProof, ctx.agencyId, ...values);
    // Each night finds again what nobody mended: people are told of what is new.
    if (broken.some((name) => !before.has(name))) await tellKeepers(tx, ctx, proof.id, broken);
    return requireFound(stored, "proof").createdAt;
  });
  if (!isSound) ctx.log.error({ agencyId: ctx.agencyId, proofId: proof.id, broken }, "books are not sound");
  return { ...proof, createdAt, checks };
}

const latestBroken = {
  name: "ledger_proof_broken",
  text: `select c ->> 'name' as name from (
      select checks from ledger_proofs where agency_id = $1 order by created_at desc, id desc limit 1) p
    cross join lateral jsonb_array_elements(p.checks) as c where not (c ->> 'isSound')::boolean`,
};

async function readLatestBroken(tx: Pick<Tx, "sql">, ctx: ServiceContext): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ name: string }>(latestBroken, ctx.agencyId);
  return new Set(rows.map(({ name }) => name));
}

const keepers = {
  name: "ledger_proof_keepers",
  text: `select user_id as id from members where agency_id = $1 and role in ('owner', 'accountant')`,
};

async function tellKeepers(tx: Tx, ctx: ServiceContext, id: string, names: readonly string[]): Promise<void> {
  const people = await tx.sql<{ id: string }>(keepers, ctx.agencyId);
  await notify(tx, ctx, {
    kind: "ledger_proof.failed",
    userIds: people.map((person) => person.id),
    subject: { kind: "ledger_proof", id },
    params: { names: [...names] },
  });
}

async function checkAll(tx: Tx, ctx: ServiceContext): Promise<Found[]> {
  const found: Found[] = [];
  for (const check of proofChecks) {
    const rows = await tx.sql<ProofRow>({ name: "", text: check.text }, ctx.agencyId);
    found.push(...describeCheck(check, rows));
  }
  return found;
}

/** A check without rows is sound: there is nothing that could break it. */
function describeCheck({ name, description }: ProofCheck, rows: readonly ProofRow[]): Found[] {
  const nothing: ProofRow = { currency: null, leftMinor: 0, rightMinor: 0, samples: [] };
  return (rows.length === 0 ? [nothing] : rows).map(({ currency, leftMinor, rightMinor, samples }) => ({
    name,
    description,
    currency,
    leftMinor,
    rightMinor,
    isSound: leftMinor === rightMinor && samples.length === 0,
    samples,
  }));
}
