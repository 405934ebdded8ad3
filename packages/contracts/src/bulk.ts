import { z } from "zod";
import { ListInvoicesInput } from "./billing.ts";
import { contactRoles, ListContactsInput } from "./contacts.ts";
import { DateField, Id, Instant, LongText, PositiveMinor, ShortText } from "./fields.ts";
import { ListLeasesInput } from "./leases.ts";
import { page, pageFields } from "./lists.ts";
import { ListMessagesInput } from "./messages.ts";

/** At most so many records in one operation. */
export const maxBulkRows = 50_000;

const Ids = z.array(Id).min(1).max(5_000);
const paging = { cursor: true, limit: true } as const;

/** Chosen rows by their ids, or every row that a list's filters leave. */
const rowsOf = <Filters extends z.ZodType>(filters: Filters) =>
  z.union([z.object({ ids: Ids }), z.object({ filters })]);

/** The lists that can be changed in bulk, with their filters. */
const bulkFilters = {
  contacts: ListContactsInput.omit(paging),
  leases: ListLeasesInput.omit(paging),
  invoices: ListInvoicesInput.omit(paging),
  messages: ListMessagesInput.omit(paging),
};
const contactRows = rowsOf(bulkFilters.contacts);
const leaseRows = rowsOf(bulkFilters.leases);
const invoiceRows = rowsOf(bulkFilters.invoices);
const messageRows = rowsOf(bulkFilters.messages);

const operation = <Kind extends string, Rows extends z.ZodType, Params extends z.ZodRawShape>(
  kind: Kind,
  rows: Rows,
  params: Params,
) => z.object({ kind: z.literal(kind), rows, params: z.object(params) });

/** One change to many records. Each record is changed by the same rules as alone, and may be refused alone. */
export const StartBulkInput = z.discriminatedUnion("kind", [
  operation("contacts.archive", contactRows, {}),
  operation("contacts.restore", contactRows, {}),
  operation("contacts.add_role", contactRows, { role: z.enum(contactRoles) }),
  operation("contacts.remove_role", contactRows, { role: z.enum(contactRoles) }),
  operation("leases.give_notice", leaseRows, {
    noticeOn: DateField,
    moveOutOn: DateField,
    reason: LongText.default(""),
  }),
  /** By a share of the rent: 50,000 ppm is 5 %. */
  operation("leases.change_rent", leaseRows, {
    effectiveOn: DateField,
    changePpm: z.int().min(-500_000).max(1_000_000),
    reason: ShortText,
  }),
  operation("leases.end", leaseRows, { endedOn: DateField, isDepositApplied: z.boolean().default(true) }),
  operation("leases.charge", leaseRows, {
    chargeKind: z.enum(["utility", "service", "other", "fee", "damage"]),
    description: ShortText,
    amountMinor: PositiveMinor,
    dueOn: DateField,
  }),
  /** What is open on each. */
  operation("invoices.credit", invoiceRows, { reason: ShortText }),
  operation("invoices.write_off", invoiceRows, { reason: ShortText }),
  /** Those that were given up or may have been sent. */
  operation("messages.send_again", messageRows, {}),
  /** Those that may have been sent. */
  operation("messages.it_arrived", messageRows, {}),
]);
export type StartBulkInput = z.infer<typeof StartBulkInput>;
export type BulkKind = StartBulkInput["kind"];

const list = <Source extends keyof typeof bulkFilters>(source: Source) =>
  z.object({ source: z.literal(source), filters: bulkFilters[source] });

/** A list whose every row is about to be changed. */
export const PreviewBulkInput = z.discriminatedUnion("source", [
  list("contacts"),
  list("leases"),
  list("invoices"),
  list("messages"),
]);
export type PreviewBulkInput = z.infer<typeof PreviewBulkInput>;

export const BulkPreviewDto = z.object({
  /** All of them: no cap as on the list's pages. */
  count: z.int(),
  /** More than one operation takes. */
  isTooMany: z.boolean(),
  /** What people call the first few. */
  labels: z.array(z.string()),
});
export type BulkPreviewDto = z.infer<typeof BulkPreviewDto>;

const bulkStatuses = ["queued", "running", "done", "failed", "cancelled"] as const;

export const BulkOperationDto = z.object({
  id: Id,
  kind: z.string(),
  status: z.enum(bulkStatuses),
  rowCount: z.int(),
  doneCount: z.int(),
  failedCount: z.int(),
  isCancelRequested: z.boolean(),
  problem: z.string().nullable(),
  jobRunId: Id.nullable(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
});
export type BulkOperationDto = z.infer<typeof BulkOperationDto>;

export const BulkIdInput = z.object({ id: Id });
export const ListBulkInput = z.object({ cursor: pageFields.cursor, limit: pageFields.limit });
export type ListBulkInput = z.infer<typeof ListBulkInput>;
export const BulkPage = page(BulkOperationDto);

const rowStatuses = ["waiting", "done", "failed"] as const;

/** A record of an operation and what became of it; a refused one says why. */
export const BulkRowDto = z.object({
  rowNo: z.int(),
  entityId: Id,
  label: z.string(),
  status: z.enum(rowStatuses),
  code: z.string().nullable(),
  message: z.string().nullable(),
});
export type BulkRowDto = z.infer<typeof BulkRowDto>;
export const ListBulkRowsInput = z.object({
  id: Id,
  cursor: pageFields.cursor,
  limit: pageFields.limit,
  status: z.enum(rowStatuses).optional(),
});
export type ListBulkRowsInput = z.infer<typeof ListBulkRowsInput>;
export const BulkRowPage = page(BulkRowDto);
