import { createHash } from "node:crypto";
import {
  railDescriptor,
  railDescriptors,
  railIds,
  type RailDescriptor,
  type RailId,
} from "@stead/contracts/rails";
import {
  keyLines,
  type BankStatement,
  type StatementFormat,
  type StatementLine,
} from "@stead/documents/statements/statement";
import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import { sumMinor } from "@stead/kernel/money";
import type { RailContext } from "../context/index.ts";
import { fingerprintPayer } from "../rails/index.ts";
import { sealWords, type StatementAccount } from "./rows.ts";
import { payoutRailOf, type NamedRail } from "./rules.ts";

const insertRows = {
  name: "",
  text: `insert into statement_lines (agency_id, id, statement_id, account_id, line_key, line_no, booked_on, value_on, occurred_at,
      amount_minor, currency, kind, external_id, linked_external_id, reason_type, reference, words_sealed, payer_key, provider, state, note)
    select $1, l.id, $2, $3, l.key, l.no, l."bookedOn", l."valueOn", l."occurredAt", l."amountMinor", l.currency, l.kind,
      l."externalId", l."linkedExternalId", l."reasonType", l.reference, l.words, l."payerKey", l.provider, l.state, l.note
    from jsonb_to_recordset($4::jsonb) as l (id uuid, key text, no int, "bookedOn" date, "valueOn" date, "occurredAt" timestamptz,
      "amountMinor" bigint, currency text, kind text, "externalId" text, "linkedExternalId" text, "reasonType" text, reference text,
      words text, "payerKey" text, provider text, state text, note text)
    on conflict (agency_id, line_key) do nothing returning id`,
};
const insertDays = {
  name: "",
  text: `insert into statement_days (agency_id, statement_id, account_id, day, line_count, net_minor, balance_minor)
    select $1, $2, $3, d.day, d."lineCount", d."netMinor", d."balanceMinor"
    from jsonb_to_recordset($4::jsonb) as d (day date, "lineCount" int, "netMinor" bigint, "balanceMinor" bigint)`,
};
const railsOfAgency = {
  name: "statement_rails",
  text: `select rail, account from rail_accounts where agency_id = $1`,
};

/** Lines of one statement of the database; a file of 200,000 lines takes a hundred. */
const linesAtOnce = 2_000;

/** Inserts the lines of an account that are not there yet, by their keys; answers how many were new. */
export async function insertLines(
  tx: Tx,
  ctx: RailContext,
  { statementId, account }: { statementId: string; account: StatementAccount },
  statements: readonly BankStatement[],
): Promise<number> {
  const rails = await tx.sql<NamedRail>(railsOfAgency, ctx.agencyId);
  const keyed = keyLines(account.id, statements);
  let newCount = 0;
  for (let start = 0; start < keyed.length; start += linesAtOnce) {
    const rows = keyed
      .slice(start, start + linesAtOnce)
      .map(({ key, line }) => ({ ...rowOf(ctx, account, rails, line), key }));
    const made = await tx.sql(insertRows, ctx.agencyId, statementId, account.id, JSON.stringify(rows));
    newCount += made.length;
  }
  const days = JSON.stringify(daysOf(statements));
  await tx.sql(insertDays, ctx.agencyId, statementId, account.id, days);
  return newCount;
}

const depositNote =
  "The deposits' account is moved by people: match it with what was recorded, or ignore it with a reason.";

function rowOf(
  ctx: RailContext,
  account: StatementAccount,
  rails: readonly NamedRail[],
  line: StatementLine,
) {
  const { line: no, text, counterparty, counterpartyKey, ...rest } = line;
  const provider: RailId | null = account.provider === null ? payoutRailOf(line, rails) : null;
  const isDeposits = account.accountCode === "1005" && line.kind !== "fee";
  return {
    ...rest,
    id: newId(),
    no,
    reference: line.reference?.slice(0, 200) ?? null,
    words: sealWords(ctx, { text, counterparty }),
    payerKey: counterpartyKey && fingerprintPayer(ctx, counterpartyKey),
    provider,
    state: isDeposits ? "waiting" : "new",
    note: isDeposits ? depositNote : null,
  };
}

type Day = { day: CivilDate; lineCount: number; netMinor: number; balanceMinor: number | null };

/** What the file says of each day, over all its statements: they follow each other where each has balances. */
function daysOf(statements: readonly BankStatement[]): Day[] {
  const ordered = statements.toSorted((a, b) => (a.fromOn ?? "").localeCompare(b.fromOn ?? ""));
  const days = new Map<CivilDate, Day>();
  for (const { openingMinor, lines, fromOn, toOn } of ordered) {
    const byDay = Map.groupBy(lines, ({ bookedOn }) => bookedOn);
    // The first and the last day are told of even when nothing moved on them.
    for (const day of [fromOn, toOn]) if (day !== null && !byDay.has(day)) byDay.set(day, []);
    let balanceMinor = openingMinor;
    for (const day of [...byDay.keys()].toSorted()) {
      const amounts = (byDay.get(day) ?? []).map(({ amountMinor }) => amountMinor);
      const netMinor = sumMinor(amounts);
      if (balanceMinor !== null) balanceMinor += netMinor;
      const known = days.get(day);
      days.set(day, {
        day,
        lineCount: amounts.length + (known?.lineCount ?? 0),
        netMinor: netMinor + (known?.netMinor ?? 0),
        balanceMinor,
      });
    }
  }
  return [...days.values()];
}

/** How an account's statement is asked for, where only one format is known to be right. */
export function formatOf({ rail }: StatementAccount): StatementFormat | null {
  if (rail === "bank") return null;
  const { statementFormat }: RailDescriptor = railDescriptors[rail];
  return statementFormat ?? null;
}

/** The rail whose own statements have a format; null for those that banks write. */
export function railOfFormat(format: StatementFormat): RailId | null {
  return railIds.find((rail) => railDescriptor(rail).statementFormat === format) ?? null;
}

/** The name of bytes, to see that a file is what was stored. */
export const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
