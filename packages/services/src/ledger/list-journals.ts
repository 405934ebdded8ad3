import type { JournalDto, ListJournalsInput } from "@stead/contracts/ledger";
import {
  condition,
  searchWords,
  listVerbs,
  when,
  type ListSpec,
  type ServiceContext,
} from "../context/index.ts";
import { journalColumns, journalDetails, journalsInScope } from "./dto.ts";

/** Journals with a line of that kind. The lines' own indexes find them. */
const withLine = (column: "account_code" | "lease_id" | "property_id", value: string) =>
  condition(
    `j.id in (select l.journal_id from journal_lines l where l.agency_id = $1 and l.${column} = ?)`,
    value,
  );

const verbs = listVerbs<ListJournalsInput, JournalDto>("ledger:read", specOf);

/** Journals with their lines, newest first unless asked otherwise. Two statements, whatever the size. */
export const listJournals = verbs.page;

/** Every journal of the list instead of a page of them. */
export const readAllJournals = verbs.whole;

function specOf(ctx: ServiceContext, input: ListJournalsInput): ListSpec<JournalDto> {
  const { order: direction = "desc" } = input;
  return {
    name: "ledger_journals",
    select: journalColumns,
    from: "journals j",
    where: [
      condition("j.agency_id = $1"),
      journalsInScope(ctx),
      when(input.accountCode, (code) => withLine("account_code", code)),
      when(input.leaseId, (id) => withLine("lease_id", id)),
      when(input.propertyId, (id) => withLine("property_id", id)),
      when(input.event, (event) => condition("j.event = ?", event)),
      when(input.entityId, (id) => condition("j.entity_id = ?", id)),
      when(input.from, (on) => condition("j.occurred_on >= ?::date", on)),
      when(input.to, (on) => condition("j.occurred_on <= ?::date", on)),
      when(input.q || undefined, (q) => condition("lower(j.memo) like all(?::text[])", searchWords(q))),
    ],
    order: {
      name: "occurred",
      direction,
      columns: [
        { expression: "j.occurred_on", type: "date" },
        { expression: "j.id", type: "uuid" },
      ],
    },
    cursorOf: (row) => [row.occurredOn, row.id],
    decorate: { select: condition(journalDetails("page")) },
  };
}
