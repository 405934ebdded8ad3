import type { CreateExportInput, ExportList } from "@stead/contracts/exports";
import type { Row } from "@stead/documents/table-document";
import type { RailWhole, WholeList } from "../context/index.ts";
import { days, inboundEvents, statementLines, statements, suspense } from "./describe-bank.ts";
import { arrears, charges, deposits, invoices, payments } from "./describe-money.ts";
import { contacts, leases, properties, rentRoll, units } from "./describe-portfolio.ts";
import { bankFiles, collections, disputes, refunds } from "./describe-rails.ts";
import { audit, bulkRows, journals, messages } from "./describe-trace.ts";
import { billingRuns, broadcasts, imports, reminderHolds } from "./describe-work.ts";
import type { ExportTable } from "./rules.ts";

/** Every list as a table: a list without one does not compile. */
const tables: { readonly [List in ExportList]: ExportTable<List> } = {
  properties,
  units,
  contacts,
  leases,
  invoices,
  charges,
  payments,
  deposits,
  arrears,
  journals,
  refunds,
  bank_files: bankFiles,
  collections,
  disputes,
  messages,
  broadcasts,
  reminder_holds: reminderHolds,
  statements,
  statement_lines: statementLines,
  days,
  suspense,
  inbound_events: inboundEvents,
  billing_runs: billingRuns,
  imports,
  audit,
  rent_roll: rentRoll,
  bulk_rows: bulkRows,
};

/** What is known of a list's table without reading it. */
export function tableOf(list: ExportList): Pick<ExportTable<never>, "title" | "permission" | "columns"> {
  return tables[list];
}

/** All rows of a list, for a request that has passed its schema. */
export function openTable({ ctx, input, tx }: RailWhole<CreateExportInput>): Promise<WholeList<Row>> {
  // The schema pairs each list with its own filters; TypeScript does not follow that through the index.
  const { open } = tables[input.list] as ExportTable<ExportList>;
  return open({ ctx, tx, input: input.filters });
}
