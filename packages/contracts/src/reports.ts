import { z } from "zod";
import { Currency, DateField, Id, IdempotencyKey, Instant, ShortText, Version } from "./fields.ts";
import { page, pageFields } from "./lists.ts";

export const reportKinds = [
  "rent-roll",
  "arrears-ageing",
  "collection",
  "income-and-expense",
  "cash-flow",
  "occupancy",
  "deposits-held",
  "tenant-ledger",
  "trial-balance",
] as const;
export type ReportKind = (typeof reportKinds)[number];

export const reportFormats = ["csv", "xlsx", "pdf"] as const;
export type ReportFormat = (typeof reportFormats)[number];

const AsOfParams = z.strictObject({
  /** Any day up to today; today when left out. */
  asOf: DateField.optional(),
  propertyId: Id.optional(),
  currency: Currency.optional(),
});
const PeriodParams = z.strictObject({
  /** Both days count; the last twelve months up to today when left out. */
  from: DateField.optional(),
  to: DateField.optional(),
  propertyId: Id.optional(),
  currency: Currency.optional(),
});
/** What a row stands for in a report that goes month by month: the month, or a property in it. */
const GroupedParams = PeriodParams.extend({ by: z.enum(["month", "property"]).optional() });
const LedgerParams = z.strictObject({
  leaseId: Id,
  from: DateField.optional(),
  to: DateField.optional(),
});
const BooksParams = z.strictObject({ asOf: DateField.optional(), currency: Currency.optional() });

/** The parameters of every report. */
export const reportParams = {
  "rent-roll": AsOfParams,
  "arrears-ageing": AsOfParams,
  collection: GroupedParams,
  "income-and-expense": PeriodParams,
  "cash-flow": PeriodParams,
  occupancy: GroupedParams,
  "deposits-held": AsOfParams,
  "tenant-ledger": LedgerParams,
  "trial-balance": BooksParams,
} as const satisfies Record<ReportKind, z.ZodType>;

const request = <Kind extends ReportKind>(kind: Kind) =>
  z.object({ kind: z.literal(kind), params: reportParams[kind] });

/** A report and its parameters. */
export const ReportRequest = z.discriminatedUnion("kind", [
  request("rent-roll"),
  request("arrears-ageing"),
  request("collection"),
  request("income-and-expense"),
  request("cash-flow"),
  request("occupancy"),
  request("deposits-held"),
  request("tenant-ledger"),
  request("trial-balance"),
]);
export type ReportRequest = z.infer<typeof ReportRequest>;

/** Every parameter that a report may have, filled in. */
export const ResolvedParams = z.object({
  asOf: DateField.optional(),
  from: DateField.optional(),
  to: DateField.optional(),
  propertyId: Id.optional(),
  currency: Currency.optional(),
  by: z.enum(["month", "property"]).optional(),
  leaseId: Id.optional(),
});
export type ResolvedParams = z.infer<typeof ResolvedParams>;
export type ReportParam = keyof ResolvedParams;

const ReportInfoDto = z.object({
  kind: z.enum(reportKinds),
  title: z.string(),
  /** What it says, in a sentence. */
  about: z.string(),
  params: z.array(z.enum(["asOf", "from", "to", "propertyId", "currency", "by", "leaseId"])),
  /** Longest period, in months; null for a report of one day. */
  mostMonths: z.int().nullable(),
});
export type ReportInfoDto = z.infer<typeof ReportInfoDto>;
export const ReportListDto = z.object({ items: z.array(ReportInfoDto) });

/** A row: a cell for each column, and hidden ones that links are filled from. Money in minor units. */
export const ReportRow = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
export type ReportRow = z.infer<typeof ReportRow>;

const columnKinds = ["text", "date", "instant", "money", "number", "percent"] as const;
const ReportColumnDto = z.object({
  key: z.string(),
  label: z.string(),
  kind: z.enum(columnKinds),
  currencyKey: z.string().nullable(),
  /** Page of what makes the figure; `{key}` stands for a cell of the row. */
  link: z.string().nullable(),
});
export type ReportColumnDto = z.infer<typeof ReportColumnDto>;

const ReportPlotDto = z.object({
  kind: z.enum(["bar", "line", "stack"]),
  title: z.string(),
  valueKind: z.enum(["money", "number", "percent"]),
  currency: Currency.nullable(),
  /** What stands along the axis: first days of months, or words. */
  labelKind: z.enum(["month", "text"]),
  labels: z.array(z.string()),
  series: z.array(z.object({ label: z.string(), values: z.array(z.number().nullable()) })),
});
export type ReportPlotDto = z.infer<typeof ReportPlotDto>;

export const ShowReportInput = z.object({
  request: ReportRequest,
  cursor: pageFields.cursor,
});
export type ShowReportInput = z.infer<typeof ShowReportInput>;

export const ReportDto = z.object({
  kind: z.enum(reportKinds),
  title: z.string(),
  about: z.string(),
  params: ResolvedParams,
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  columns: z.array(ReportColumnDto),
  /** A row of totals for each currency. */
  totals: z.array(ReportRow),
  plots: z.array(ReportPlotDto),
  rowCount: z.int(),
  items: z.array(ReportRow),
  nextCursor: z.string().nullable(),
  madeAt: Instant,
});
export type ReportDto = z.infer<typeof ReportDto>;

const runStatuses = ["queued", "running", "done", "failed", "cancelled"] as const;
const runOrigins = ["screen", "file", "schedule"] as const;

export const ReportRunDto = z.object({
  id: Id,
  kind: z.enum(reportKinds),
  title: z.string(),
  params: ResolvedParams,
  /** What it was narrowed to, as people call it: a property, or the lease of a tenant. */
  subject: z.string().nullable(),
  origin: z.enum(runOrigins),
  status: z.enum(runStatuses),
  scheduleId: Id.nullable(),
  scheduleName: z.string().nullable(),
  rowCount: z.int(),
  durationMs: z.int().nullable(),
  /** Its data had not changed since it was last made. */
  wasCached: z.boolean(),
  formats: z.array(z.enum(reportFormats)),
  files: z.array(
    z.object({
      format: z.enum(reportFormats),
      name: z.string(),
      sizeBytes: z.int(),
      expiresAt: Instant.nullable(),
      isExpired: z.boolean(),
    }),
  ),
  jobRunId: Id.nullable(),
  progressDone: z.int(),
  progressTotal: z.int().nullable(),
  isCancelRequested: z.boolean(),
  problem: z.string().nullable(),
  byName: z.string().nullable(),
  isMine: z.boolean(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
});
export type ReportRunDto = z.infer<typeof ReportRunDto>;

export const ListReportRunsInput = z.object({
  cursor: pageFields.cursor,
  limit: pageFields.limit,
  order: pageFields.order,
  kind: z.enum(reportKinds).optional(),
  status: z.enum(runStatuses).optional(),
  origin: z.enum(runOrigins).optional(),
  scheduleId: Id.optional(),
});
export type ListReportRunsInput = z.infer<typeof ListReportRunsInput>;
export const ReportRunPage = page(ReportRunDto);
export const ReportRunIdInput = z.object({ id: Id });

export const MakeReportFilesInput = z.object({
  request: ReportRequest,
  formats: z.array(z.enum(reportFormats)).min(1, "choose a format").max(3),
  idempotencyKey: IdempotencyKey,
});
export type MakeReportFilesInput = z.infer<typeof MakeReportFilesInput>;

export const ReportLinkInput = z.object({ id: Id, format: z.enum(reportFormats) });
export type ReportLinkInput = z.infer<typeof ReportLinkInput>;
export const ReportLinkDto = z.object({ url: z.string(), expiresAt: Instant });

const reportCadences = ["daily", "weekly", "monthly"] as const;
/** What a scheduled report covers, told from the day on which it is made; a report of one day takes the last one. */
export const reportCovers = [
  "yesterday",
  "last_7_days",
  "last_month",
  "month_to_date",
  "last_12_months",
  "year_to_date",
] as const;
export type ReportCovers = (typeof reportCovers)[number];

/** Parameters of a scheduled report: those that are no days. */
const ScheduledParams = z.strictObject({
  propertyId: Id.optional(),
  currency: Currency.optional(),
  by: z.enum(["month", "property"]).optional(),
  leaseId: Id.optional(),
});
export type ScheduledParams = z.infer<typeof ScheduledParams>;

const scheduleFields = {
  name: ShortText,
  kind: z.enum(reportKinds),
  params: ScheduledParams,
  covers: z.enum(reportCovers),
  cadence: z.enum(reportCadences),
  /** 1 is Monday; only for weekly ones. */
  weekday: z.int().min(1).max(7).nullable(),
  /** Only for monthly ones; every month has a 28th. */
  dayOfMonth: z.int().min(1).max(28, "every month has a 28th; choose it or an earlier day").nullable(),
  /** In the agency's time zone. */
  hour: z.int().min(0).max(23),
  formats: z.array(z.enum(reportFormats)).min(1, "choose a format").max(3),
  /** Users who are members. */
  recipientIds: z.array(Id).min(1, "choose who gets it").max(50),
  isEnabled: z.boolean(),
};

export const CreateReportScheduleInput = z.object({ ...scheduleFields, idempotencyKey: IdempotencyKey });
export type CreateReportScheduleInput = z.infer<typeof CreateReportScheduleInput>;
export const UpdateReportScheduleInput = z.object({ id: Id, version: Version, ...scheduleFields });
export type UpdateReportScheduleInput = z.infer<typeof UpdateReportScheduleInput>;
export const EndReportScheduleInput = z.object({ id: Id, version: Version });
export type EndReportScheduleInput = z.infer<typeof EndReportScheduleInput>;
export const ReportScheduleIdInput = z.object({ id: Id });

const PersonDto = z.object({ userId: Id, name: z.string() });

export const ReportScheduleDto = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(reportKinds),
  title: z.string(),
  params: ScheduledParams,
  /** What it is narrowed to, as people call it: a property, or the lease of a tenant. */
  subject: z.string().nullable(),
  covers: z.enum(reportCovers),
  cadence: z.enum(reportCadences),
  weekday: z.int().nullable(),
  dayOfMonth: z.int().nullable(),
  hour: z.int(),
  formats: z.array(z.enum(reportFormats)),
  recipients: z.array(PersonDto),
  isEnabled: z.boolean(),
  nextRunAt: Instant.nullable(),
  lastRunAt: Instant.nullable(),
  byName: z.string().nullable(),
  version: z.int(),
});
export type ReportScheduleDto = z.infer<typeof ReportScheduleDto>;

export const ListReportSchedulesInput = z.object({
  cursor: pageFields.cursor,
  limit: pageFields.limit,
  order: pageFields.order,
});
export type ListReportSchedulesInput = z.infer<typeof ListReportSchedulesInput>;
export const ReportSchedulePage = page(ReportScheduleDto);

/** Who can be sent a report. */
export const ReportPeopleDto = z.object({ items: z.array(PersonDto) });
