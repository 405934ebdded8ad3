import type { DayProofDto, DayProofRowDto, ListDaysInput } from "@stead/contracts/reconciliation";
import {
  condition,
  listVerbs,
  requirePermission,
  requireWholeAgency,
  when,
  type ListSpec,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { proofColumns, proofJoins, readProof } from "./rows.ts";

const isLatest = `not exists (select from day_proofs n where n.agency_id = p.agency_id and n.account_id = p.account_id and n.day = p.day
  and n.version > p.version)`;

const verbs = listVerbs<ListDaysInput, DayProofRowDto>("payments:read", specOf, requireWholeAgency);

/** The days of the accounts with the latest proof of each, the last day first. */
export const listDays = verbs.page;
export const readAllDays = verbs.whole;

function specOf(_ctx: ServiceContext, input: ListDaysInput): ListSpec<DayProofRowDto> {
  return {
    name: "day_proofs_list",
    select: proofColumns,
    from: proofJoins,
    where: [
      condition(`p.agency_id = $1 and ${isLatest}`),
      when(input.accountId, (id) => condition("p.account_id = ?", id)),
      when(input.state, (state) => condition("p.state = ?", state)),
      when(input.from, (from) => condition("p.day >= ?", from)),
      when(input.to, (to) => condition("p.day <= ?", to)),
    ],
    order: {
      name: "day",
      columns: [
        { expression: "p.day", type: "date" },
        { expression: "p.id", type: "uuid" },
      ],
      direction: "desc",
    },
    cursorOf: (row) => [row.day, row.id],
  };
}

/** One proof of a day, with its checks and its differences. */
export async function getDayProof({ ctx, input }: Verb<{ id: string }>): Promise<DayProofDto> {
  requirePermission(ctx, "payments:read");
  requireWholeAgency(ctx);
  return readProof(ctx.db.sql, ctx, input.id);
}
