import { violationOf } from "@stead/db/errors";
import type { Tx } from "@stead/db/client";
import { AppError, invalidField } from "@stead/kernel/errors";
import type { CivilDate } from "@stead/kernel/dates";
import { inTransaction, type ServiceContext } from "../context/index.ts";

const inTheWay = {
  name: "lease_in_the_way",
  text: `select l.id, l.number, l.start_on as "startOn", coalesce(l.ended_on, l.move_out_on, l.end_on) as "lastOn"
    from leases l
    where l.agency_id = $1 and l.unit_id = $2 and l.id <> $3 and l.status in ('active', 'notice', 'ended')
      and daterange(l.start_on, coalesce(l.ended_on, l.move_out_on, l.end_on), '[]') && daterange($4::date, $5::date, '[]')
    order by l.start_on limit 1`,
};

/** Which days of which unit a lease takes. */
export type Occupation = { leaseId: string; unitId: string; startOn: CivilDate; lastOn: CivilDate | null };

type Taken = { id: string; number: number; startOn: CivilDate; lastOn: CivilDate | null };

/**
 * Runs a verb's transaction and puts the database's refusals in words: a unit that is let on these days is a CONFLICT
 * that names the lease in the way, a reference in use is INVALID. `taking` is what the lease would occupy.
 */
export async function changeLease<T>(
  ctx: ServiceContext,
  work: (tx: Tx, taking: (occupation: Occupation) => void) => Promise<T>,
): Promise<T> {
  let occupation: Occupation | undefined;
  try {
    return await inTransaction(ctx, (tx) => work(tx, (taken) => (occupation = taken)));
  } catch (error) {
    const violation = violationOf(error);
    if (violation?.kind === "unique" && violation.constraint === "leases_agency_id_reference_key") {
      throw invalidField("reference", "unique", "another lease has this reference; choose a different one");
    }
    if (violation?.kind !== "exclusion" || occupation === undefined) throw error;
    throw await conflictOf(ctx, occupation, error);
  }
}

async function conflictOf(
  ctx: ServiceContext,
  { leaseId, unitId, startOn, lastOn }: Occupation,
  cause: unknown,
): Promise<AppError> {
  const [taken] = await ctx.db.sql<Taken>(inTheWay, ctx.agencyId, unitId, leaseId, startOn, lastOn);
  if (taken === undefined)
    return new AppError(
      "CONFLICT",
      "the unit was let on these days meanwhile; look at it again",
      { unitId },
      { cause },
    );
  const until = taken.lastOn === null ? "without an end" : `until ${taken.lastOn}`;
  const message = `the unit is let on these days: lease ${taken.number} runs from ${taken.startOn} ${until}`;
  return new AppError(
    "CONFLICT",
    message,
    { leaseId: taken.id, leaseNumber: taken.number, startOn: taken.startOn, endOn: taken.lastOn },
    { cause },
  );
}

/** Carries a preview's answer out of a transaction that it thereby undoes. */
class Undone<T> extends Error {
  readonly answer: T;

  constructor(answer: T) {
    super("undone");
    this.answer = answer;
  }
}

/** Runs work in a transaction that never commits and returns what it gave to `keep`. */
export async function undoing<T>(work: (keep: (answer: T) => never) => Promise<unknown>): Promise<T> {
  const keep = (answer: T): never => {
    throw new Undone(answer);
  };
  try {
    await work(keep);
  } catch (error) {
    if (error instanceof Undone) return error.answer as T;
    throw error;
  }
  throw new AppError("INTERNAL", "a preview ended without an answer");
}
