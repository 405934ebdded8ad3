import type {
  ListStatementLinesInput,
  ListStatementsInput,
  StatementDto,
  StatementLineDto,
} from "@stead/contracts/statements";
import type { Page } from "@stead/contracts/lists";
import {
  condition,
  listVerbs,
  mapBatches,
  readOne,
  readPage,
  readWhole,
  requireFound,
  requirePermission,
  requireWholeAgency,
  searchWords,
  when,
  type ListSpec,
  type RailContext,
  type RailVerb,
  type RailWhole,
  type ServiceContext,
  type Verb,
  type WholeList,
} from "../context/index.ts";
import { openWords, readStatementRow, statementColumns, statementJoins } from "./rows.ts";

const verbs = listVerbs<ListStatementsInput, StatementDto>("payments:read", specOf, requireWholeAgency);

/** Statements, newest first. The search finds file names. */
export const listStatements = verbs.page;
export const readAllStatements = verbs.whole;

function specOf(_ctx: ServiceContext, input: ListStatementsInput): ListSpec<StatementDto> {
  return {
    name: "statements_list",
    select: statementColumns,
    from: statementJoins,
    where: [
      condition("s.agency_id = $1"),
      when(input.accountId, (id) => condition("? in (s.rail_account_id, s.bank_account_id)", id)),
      when(input.state, (state) => condition("s.state = ?", state)),
      when(input.q || undefined, (q) => condition("s.file_name ilike all (?::text[])", searchWords(q))),
    ],
    order: {
      name: "created",
      columns: [
        { expression: "s.created_at", type: "timestamptz" },
        { expression: "s.id", type: "uuid" },
      ],
      direction: input.order ?? "desc",
    },
    cursorOf: (row) => [row.createdAt, row.id],
  };
}

/** A statement with its counts. */
export async function getStatement({ ctx, input }: Verb<{ id: string }>): Promise<StatementDto> {
  requirePermission(ctx, "payments:read");
  requireWholeAgency(ctx);
  return readStatementRow(ctx.db.sql, ctx, input.id);
}

type LineItem = Omit<StatementLineDto, "text" | "counterparty"> & { wordsSealed: string };

const itemColumns = `l.id, l.statement_id as "statementId", coalesce(r.label, k.label) as "accountLabel", l.line_no as "lineNo",
  l.booked_on as "bookedOn", l.occurred_at as "occurredAt", l.amount_minor as "amountMinor", l.currency, l.kind,
  l.external_id as "externalId", l.reference, l.words_sealed as "wordsSealed", l.state, l.payment_id as "paymentId",
  p.number as "paymentNumber", c.name as "tenantName", (b.lease_id is null and coalesce(b.unallocated_minor, 0) > 0) as "isAtDesk",
  l.refund_id as "refundId", f.number as "refundNumber", f.payment_id as "refundPaymentId", l.disbursement_id as "disbursementId",
  l.settlement_id as "settlementId", coalesce(l.journal_id, t.journal_id) as "journalId", l.note, l.version`;
const itemJoins = `statement_lines l
  left join rail_accounts r on r.agency_id = l.agency_id and r.id = l.account_id
  left join bank_accounts k on k.agency_id = l.agency_id and k.id = l.account_id
  left join payments p on p.agency_id = l.agency_id and p.id = l.payment_id
  left join payment_balances b on b.agency_id = l.agency_id and b.payment_id = l.payment_id
  left join leases e on e.agency_id = l.agency_id and e.id = b.lease_id
  left join contacts c on c.agency_id = l.agency_id and c.id = e.contact_id
  left join refunds f on f.agency_id = l.agency_id and f.id = l.refund_id
  left join rail_settlements t on t.agency_id = l.agency_id and t.id = l.settlement_id`;

/** The lines of statements, oldest first. The search finds references and the bank's ids. */
export async function listStatementLines({
  ctx,
  input,
}: RailVerb<ListStatementLinesInput>): Promise<Page<StatementLineDto>> {
  requirePermission(ctx, "payments:read");
  requireWholeAgency(ctx);
  const page = await readPage(ctx, lineSpecOf(input), input);
  return { ...page, items: page.items.map((item) => shown(ctx, item)) };
}

/** Every line of the list instead of a page of them. */
export async function readAllStatementLines({
  ctx,
  input,
  tx,
}: RailWhole<ListStatementLinesInput>): Promise<WholeList<StatementLineDto>> {
  requirePermission(ctx, "payments:read");
  requireWholeAgency(ctx);
  const { count, batches } = await readWhole(ctx, tx, lineSpecOf(input));
  return { count, batches: mapBatches(batches, (items) => items.map((item) => shown(ctx, item))) };
}

function lineSpecOf(input: ListStatementLinesInput): ListSpec<LineItem> {
  return {
    name: "statement_lines_list",
    select: itemColumns,
    from: itemJoins,
    where: [
      condition("l.agency_id = $1"),
      when(input.statementId, (id) => condition("l.statement_id = ?", id)),
      when(input.accountId, (id) => condition("l.account_id = ?", id)),
      when(input.state, (state) => condition("l.state = ?", state)),
      when(input.kind, (kind) => condition("l.kind = ?", kind)),
      when(input.from, (from) => condition("l.booked_on >= ?", from)),
      when(input.to, (to) => condition("l.booked_on <= ?", to)),
      when(input.q || undefined, (q) =>
        condition("concat_ws(' ', l.external_id, l.reference) ilike all (?::text[])", searchWords(q)),
      ),
    ],
    order: {
      name: "booked",
      columns: [
        { expression: "l.booked_on", type: "date" },
        { expression: "l.line_no", type: "integer" },
        { expression: "l.id", type: "uuid" },
      ],
      direction: input.order ?? "asc",
    },
    cursorOf: (row) => [row.bookedOn, row.lineNo, row.id],
  };
}

function shown(ctx: RailContext, { wordsSealed, ...item }: LineItem): StatementLineDto {
  return { ...item, ...openWords(ctx, wordsSealed) };
}

const oneLine = {
  name: "statement_line",
  text: `select ${itemColumns} from ${itemJoins} where l.agency_id = $1 and l.id = $2`,
};

/** A line with what it came to. */
export function getStatementLine({ ctx, input }: RailVerb<{ id: string }>): Promise<StatementLineDto> {
  requirePermission(ctx, "payments:read");
  requireWholeAgency(ctx);
  return readLineDto(ctx, input.id);
}

export async function readLineDto(ctx: RailContext, id: string): Promise<StatementLineDto> {
  return shown(ctx, requireFound(await readOne<LineItem>(ctx.db.sql, oneLine, ctx.agencyId, id), "line"));
}
