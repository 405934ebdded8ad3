import type { DayProofDto } from "@stead/contracts/reconciliation";
import { railDescriptors, type RailId } from "@stead/contracts/rails";
import type { Sql } from "@stead/db/client";
import { readOne, requireFound, type ServiceContext } from "../context/index.ts";

/** A row of `day_proofs p`, with the accounts that it may be of. */
export const proofColumns = `p.id, p.rail_account_id as "railAccountId", p.bank_account_id as "bankAccountId",
  coalesce(r.label, b.label) as "accountLabel", p.day, p.version, p.state, p.currency, p.difference_count as "differenceCount",
  p.created_at as "createdAt"`;
export const proofJoins = `day_proofs p
  left join rail_accounts r on r.agency_id = p.agency_id and r.id = p.rail_account_id
  left join bank_accounts b on b.agency_id = p.agency_id and b.id = p.bank_account_id`;

const whole = `${proofColumns}, p.checks, p.differences, r.rail, b.account_code as "accountCode",
  (select n.id from day_proofs n where n.agency_id = p.agency_id and n.account_id = p.account_id and n.day = p.day
    order by n.version desc limit 1) as "latestId"`;
const byId = {
  name: "day_proof",
  text: `select ${whole} from ${proofJoins} where p.agency_id = $1 and p.id = $2`,
};
const latest = {
  name: "day_proof_latest",
  text: `select ${whole} from ${proofJoins} where p.agency_id = $1 and p.account_id = $2 and p.day = $3
    order by p.version desc limit 1`,
};

type ProofRow = Omit<DayProofDto, "accountCode"> & { rail: RailId | null; accountCode: string | null };

// A provider's money is on the clearing account of its rail.
function toDto({ rail, accountCode, ...proof }: ProofRow): DayProofDto {
  return { ...proof, accountCode: rail === null ? (accountCode ?? "") : railDescriptors[rail].clearing.code };
}

export async function readProof(sql: Sql, ctx: ServiceContext, id: string): Promise<DayProofDto> {
  return toDto(requireFound(await readOne<ProofRow>(sql, byId, ctx.agencyId, id), "proof of a day"));
}

export async function readLatestProof(
  sql: Sql,
  ctx: ServiceContext,
  { accountId, day }: { accountId: string; day: string },
): Promise<DayProofDto | undefined> {
  const row = await readOne<ProofRow>(sql, latest, ctx.agencyId, accountId, day);
  return row === undefined ? undefined : toDto(row);
}

const place = {
  name: "reconciled_account",
  text: `select r.id as "railAccountId", null::uuid as "bankAccountId" from rail_accounts r where r.agency_id = $1 and r.id = $2
    union all
    select null, b.id from bank_accounts b where b.agency_id = $1 and b.id = $2`,
};

/** Which kind of account an id names. NOT_FOUND for none. */
export async function readPlace(
  sql: Sql,
  ctx: ServiceContext,
  accountId: string,
): Promise<{ railAccountId: string | null; bankAccountId: string | null }> {
  type Place = { railAccountId: string | null; bankAccountId: string | null };
  return requireFound(await readOne<Place>(sql, place, ctx.agencyId, accountId), "account");
}
