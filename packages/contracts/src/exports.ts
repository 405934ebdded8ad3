import { z } from "zod";
import { ListArrearsInput } from "./arrears.ts";
import { ListAuditInput } from "./audit.ts";
import { ListBillingRunsInput, ListInvoicesInput } from "./billing.ts";
import { ListBulkRowsInput } from "./bulk.ts";
import { ListCollectionsInput, ListInboundEventsInput } from "./collecting.ts";
import { ListContactsInput } from "./contacts.ts";
import { ListDepositsInput } from "./deposits.ts";
import { ListSuspenseInput } from "./desk.ts";
import { ListBankFilesInput, ListDisbursementsInput } from "./disbursements.ts";
import { ListDisputesInput } from "./disputes.ts";
import { Id, Instant } from "./fields.ts";
import { ListImportsInput } from "./imports.ts";
import { ListLeasesInput } from "./leases.ts";
import { ListJournalsInput } from "./ledger.ts";
import { page, pageFields } from "./lists.ts";
import { ListBroadcastsInput, ListMessagesInput, ListReminderHoldsInput } from "./messages.ts";
import { ListPaymentsInput } from "./payments.ts";
import { ListPropertiesInput, ListUnitsInput, RentRollInput } from "./portfolio.ts";
import { ListDaysInput } from "./reconciliation.ts";
import { ListStatementLinesInput, ListStatementsInput } from "./statements.ts";

export const exportFormats = ["csv", "xlsx"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What a page of a list takes beside its filters; a whole list has no use for it. */
const paging = { cursor: true, limit: true } as const;

/** The filters of every list that becomes a file. */
export const exportFilters = {
  properties: ListPropertiesInput.omit(paging),
  units: ListUnitsInput.omit(paging),
  contacts: ListContactsInput.omit(paging),
  leases: ListLeasesInput.omit(paging),
  invoices: ListInvoicesInput.omit(paging),
  charges: ListInvoicesInput.omit(paging),
  payments: ListPaymentsInput.omit(paging),
  deposits: ListDepositsInput.omit(paging),
  arrears: ListArrearsInput.omit(paging),
  journals: ListJournalsInput.omit(paging),
  refunds: ListDisbursementsInput.omit(paging),
  bank_files: ListBankFilesInput.omit(paging),
  collections: ListCollectionsInput.omit(paging),
  disputes: ListDisputesInput.omit(paging),
  messages: ListMessagesInput.omit(paging),
  broadcasts: ListBroadcastsInput.omit(paging),
  reminder_holds: ListReminderHoldsInput.omit(paging),
  statements: ListStatementsInput.omit(paging),
  statement_lines: ListStatementLinesInput.omit(paging),
  days: ListDaysInput.omit(paging),
  suspense: ListSuspenseInput.omit(paging),
  inbound_events: ListInboundEventsInput.omit(paging),
  billing_runs: ListBillingRunsInput.omit(paging),
  imports: ListImportsInput.omit(paging),
  audit: ListAuditInput.omit(paging),
  rent_roll: RentRollInput.omit(paging),
  bulk_rows: ListBulkRowsInput.omit(paging),
};
export type ExportList = keyof typeof exportFilters;
export type ExportFilters<List extends ExportList> = z.infer<(typeof exportFilters)[List]>;

const request = <List extends ExportList>(list: List) =>
  z.object({ list: z.literal(list), format: z.enum(exportFormats), filters: exportFilters[list] });

/** A whole list as a file, with the filters of its page. */
export const CreateExportInput = z.discriminatedUnion("list", [
  request("properties"),
  request("units"),
  request("contacts"),
  request("leases"),
  request("invoices"),
  request("charges"),
  request("payments"),
  request("deposits"),
  request("arrears"),
  request("journals"),
  request("refunds"),
  request("bank_files"),
  request("collections"),
  request("disputes"),
  request("messages"),
  request("broadcasts"),
  request("reminder_holds"),
  request("statements"),
  request("statement_lines"),
  request("days"),
  request("suspense"),
  request("inbound_events"),
  request("billing_runs"),
  request("imports"),
  request("audit"),
  request("rent_roll"),
  request("bulk_rows"),
]);
export type CreateExportInput = z.infer<typeof CreateExportInput>;

const exportStatuses = ["queued", "running", "done", "failed", "cancelled"] as const;

export const ExportDto = z.object({
  id: Id,
  list: z.string(),
  title: z.string(),
  format: z.enum(exportFormats),
  status: z.enum(exportStatuses),
  /** Rows written so far, and rows in all once they are counted. */
  progressDone: z.int(),
  progressTotal: z.int().nullable(),
  isCancelRequested: z.boolean(),
  rowCount: z.int(),
  problem: z.string().nullable(),
  /** Null until it is made, and again once it has expired. */
  file: z.object({ name: z.string(), sizeBytes: z.int(), expiresAt: Instant }).nullable(),
  jobRunId: Id.nullable(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
});
export type ExportDto = z.infer<typeof ExportDto>;

export const ListExportsInput = z.object({
  cursor: pageFields.cursor,
  limit: pageFields.limit,
  status: z.enum(exportStatuses).optional(),
});
export type ListExportsInput = z.infer<typeof ListExportsInput>;
export const ExportPage = page(ExportDto);
export const ExportIdInput = z.object({ id: Id });

/** Where a file is fetched from, without a session, until the link expires. */
export const DownloadLinkDto = z.object({ url: z.string(), expiresAt: Instant });
export type DownloadLinkDto = z.infer<typeof DownloadLinkDto>;
