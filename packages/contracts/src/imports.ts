import { z } from "zod";
import { Id, Instant, Version, wholeNumber } from "./fields.ts";
import { page, pageFields } from "./lists.ts";

export const importKinds = ["properties", "units", "contacts", "leases", "opening_balances"] as const;
export type ImportKind = (typeof importKinds)[number];
const importStatuses = [
  "uploaded",
  "analysing",
  "ready",
  "checking",
  "checked",
  "applying",
  "done",
  "failed",
  "cancelled",
  "undoing",
  "undone",
] as const;

/** The largest file that is taken: 512 MiB. */
export const maxImportBytes = 512 * 1024 * 1024;

export const ImportFieldDto = z.object({
  name: z.string(),
  label: z.string(),
  isRequired: z.boolean(),
  help: z.string(),
  example: z.string(),
});

export const ImportDto = z.object({
  id: Id,
  kind: z.enum(importKinds),
  fileName: z.string(),
  sizeBytes: z.int(),
  status: z.enum(importStatuses),
  /** Header cells of the file. */
  columns: z.array(z.string()),
  /** The first rows, as read. */
  sample: z.array(z.array(z.string())),
  fields: z.array(ImportFieldDto),
  /** Target field to source column. */
  mapping: z.record(z.string(), z.string()),
  options: z.object({ isUpdateAllowed: z.boolean() }),
  rowCount: z.int(),
  createCount: z.int(),
  updateCount: z.int(),
  sameCount: z.int(),
  errorCount: z.int(),
  appliedRow: z.int(),
  /** Rows that an undo has taken back, and those that it left because something happened to them since. */
  undoneCount: z.int(),
  keptCount: z.int(),
  jobRunId: Id.nullable(),
  problem: z.string().nullable(),
  version: Version,
  createdAt: Instant,
  finishedAt: Instant.nullable(),
});
export type ImportDto = z.infer<typeof ImportDto>;

export const ImportIdInput = z.object({ id: Id });
export const MapImportInput = z.object({
  id: Id,
  version: Version,
  mapping: z.record(z.string().max(60), z.string().max(300)),
  options: z.object({ isUpdateAllowed: z.boolean() }).default({ isUpdateAllowed: false }),
});
export type MapImportInput = z.infer<typeof MapImportInput>;

export const ListImportsInput = z.object({ ...pageFields });
export const ImportPage = page(ImportDto);

const rowOutcomes = ["error", "warning", "create", "update", "kept"] as const;

export const ImportRowDto = z.object({
  rowNo: z.int(),
  outcome: z.enum(rowOutcomes),
  label: z.string(),
  errors: z.array(z.object({ field: z.string(), value: z.string(), message: z.string() })),
  diff: z.record(z.string(), z.object({ before: z.string().nullable(), after: z.string().nullable() })),
});
export type ImportRowDto = z.infer<typeof ImportRowDto>;
export const ListImportRowsInput = z.object({
  id: Id,
  outcome: z.enum(rowOutcomes).optional(),
  cursor: z.string().max(500).optional(),
  limit: wholeNumber(1, 200).default(50),
});
export type ListImportRowsInput = z.infer<typeof ListImportRowsInput>;
export const ImportRowPage = page(ImportRowDto);

/** What an undo would do. Counts are of the rows that were looked at, `isPartial` when the import has more. */
export const ImportUndoPreviewDto = z.object({
  /** What the import has made and still has: the table of the records, and how many. */
  records: z.array(
    z.object({ kind: z.enum(["property", "unit", "contact", "lease", "change"]), count: z.int() }),
  ),
  goCount: z.int(),
  stayCount: z.int(),
  isPartial: z.boolean(),
  /** The last rows of the file that would go. */
  go: z.array(z.object({ rowNo: z.int(), label: z.string() })),
  /** Rows that would stay, with why. */
  stay: z.array(z.object({ rowNo: z.int(), label: z.string(), reasons: z.array(z.string()) })),
});
export type ImportUndoPreviewDto = z.infer<typeof ImportUndoPreviewDto>;
