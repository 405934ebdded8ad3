import { z } from "zod";
import { Currency, DateField, Id, Instant, SignedMinor } from "./fields.ts";
import { page, pageFields } from "./lists.ts";

export const dayStates = ["proved", "failed", "uncovered"] as const;
export type DayState = (typeof dayStates)[number];

/** Two figures that must be one: what the provider or the bank says, and what the books say. */
export const DayCheckDto = z.object({
  name: z.enum(["receipts", "taken_back", "paid_out", "fees", "settlements", "balance"]),
  /** Null where the other side says nothing, as a file without balances. */
  theirMinor: SignedMinor.nullable(),
  ourMinor: SignedMinor,
  isEqual: z.boolean(),
});
export type DayCheckDto = z.infer<typeof DayCheckDto>;

const differenceKinds = [
  "not_in_books",
  "not_on_statement",
  "other_amount",
  "other_day",
  "balance",
  "uncovered",
] as const;

/** One thing that keeps a day from being proved, with its record and what to do. */
export const DifferenceDto = z.object({
  kind: z.enum(differenceKinds),
  record: z.enum(["line", "payment", "settlement", "account", "provider"]),
  /** Of the line, the payment or the settlement; what the provider calls it where we have none. */
  recordId: z.string(),
  label: z.string(),
  theirMinor: SignedMinor.nullable(),
  ourMinor: SignedMinor.nullable(),
  advice: z.string(),
});
export type DifferenceDto = z.infer<typeof DifferenceDto>;

export const DayProofDto = z.object({
  id: Id,
  railAccountId: Id.nullable(),
  bankAccountId: Id.nullable(),
  accountLabel: z.string(),
  day: DateField,
  version: z.int(),
  state: z.enum(dayStates),
  currency: Currency,
  checks: z.array(DayCheckDto),
  /** The first 200; `differenceCount` counts all. */
  differences: z.array(DifferenceDto),
  differenceCount: z.int(),
  /** The ledger account that its money is on. */
  accountCode: z.string(),
  /** The newest proof of the same day: this one, unless it was looked at again. */
  latestId: Id,
  createdAt: Instant,
});
export type DayProofDto = z.infer<typeof DayProofDto>;

export const DayProofRowDto = DayProofDto.omit({
  checks: true,
  differences: true,
  accountCode: true,
  latestId: true,
});
export type DayProofRowDto = z.infer<typeof DayProofRowDto>;

/** The latest proof of each day. */
export const ListDaysInput = z.object({
  cursor: pageFields.cursor,
  limit: pageFields.limit,
  accountId: Id.optional(),
  state: z.enum(dayStates).optional(),
  from: DateField.optional(),
  to: DateField.optional(),
});
export type ListDaysInput = z.infer<typeof ListDaysInput>;
export const DayPage = page(DayProofRowDto);

export const DayProofIdInput = z.object({ id: Id });
export const ProveDayInput = z.object({ accountId: Id, day: DateField });
export type ProveDayInput = z.infer<typeof ProveDayInput>;
