import { z } from "zod";
import { Currency, DateField, Id, Instant, ShortText, SignedMinor, Version } from "./fields.ts";
import { page, pageFields } from "./lists.ts";

/** An agency's own account with a bank: the money of tenants and owners, or that of deposits. */
export const BankAccountDto = z.object({
  id: Id,
  label: z.string(),
  /** IBAN or number, without spaces. */
  number: z.string(),
  currency: Currency,
  accountCode: z.enum(["1000", "1005"]),
  isActive: z.boolean(),
  version: Version,
});
export type BankAccountDto = z.infer<typeof BankAccountDto>;

const AccountNumber = z
  .string()
  .transform((text) => text.replaceAll(/\s/g, "").toUpperCase())
  .pipe(
    z.string().regex(/^[A-Z0-9./-]{4,40}$/, "write an IBAN or an account number: 4 to 40 letters and digits"),
  );

export const CreateBankAccountInput = z.object({
  label: ShortText,
  number: AccountNumber,
  currency: Currency,
  accountCode: BankAccountDto.shape.accountCode.default("1000"),
});
export type CreateBankAccountInput = z.infer<typeof CreateBankAccountInput>;
export const BankAccountsDto = z.object({ items: z.array(BankAccountDto) });

/** The largest statement that is taken: 20 MB. */
export const maxStatementBytes = 20_000_000;

const statementStates = ["reading", "booking", "done", "failed", "cancelled"] as const;

export const StatementDto = z.object({
  id: Id,
  railAccountId: Id.nullable(),
  bankAccountId: Id.nullable(),
  accountLabel: z.string(),
  fileName: z.string(),
  format: z.string().nullable(),
  currency: z.string().nullable(),
  fromOn: DateField.nullable(),
  toOn: DateField.nullable(),
  openingMinor: SignedMinor.nullable(),
  closingMinor: SignedMinor.nullable(),
  /** Lines that moved money; of these, those that an earlier file had brought. */
  lineCount: z.int(),
  knownCount: z.int(),
  /** Lines that moved none: failed transactions, repeats. */
  skippedCount: z.int(),
  /** Of the new lines: booked now, found in the books, left for a person, ignored. */
  bookedCount: z.int(),
  matchedCount: z.int(),
  waitingCount: z.int(),
  ignoredCount: z.int(),
  /** Differences of the days in its period, by their latest proofs; null where none of them was looked at. */
  differenceCount: z.int().nullable(),
  state: z.enum(statementStates),
  problem: z.string().nullable(),
  jobRunId: Id.nullable(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  version: Version,
});
export type StatementDto = z.infer<typeof StatementDto>;

export const StatementIdInput = z.object({ id: Id });
export const ListStatementsInput = z.object({
  ...pageFields,
  accountId: Id.optional(),
  state: z.enum(statementStates).optional(),
});
export type ListStatementsInput = z.infer<typeof ListStatementsInput>;
export const StatementPage = page(StatementDto);

const lineKinds = ["receipt", "payment", "fee", "reversal", "settlement", "other"] as const;
const lineStates = ["new", "booked", "matched", "ignored", "waiting"] as const;

export const StatementLineDto = z.object({
  id: Id,
  statementId: Id,
  accountLabel: z.string(),
  lineNo: z.int(),
  bookedOn: DateField,
  occurredAt: Instant.nullable(),
  /** Money in is positive. */
  amountMinor: SignedMinor,
  currency: Currency,
  kind: z.enum(lineKinds),
  externalId: z.string().nullable(),
  reference: z.string().nullable(),
  counterparty: z.string().nullable(),
  text: z.string(),
  state: z.enum(lineStates),
  paymentId: Id.nullable(),
  paymentNumber: z.int().nullable(),
  tenantName: z.string().nullable(),
  /** Its receipt names no lease and waits at the desk. */
  isAtDesk: z.boolean(),
  refundId: Id.nullable(),
  refundNumber: z.int().nullable(),
  /** The receipt that the refund is of. */
  refundPaymentId: Id.nullable(),
  disbursementId: Id.nullable(),
  settlementId: Id.nullable(),
  /** Of a charge, or of the provider's payout. */
  journalId: Id.nullable(),
  /** Why it stands where it stands. */
  note: z.string().nullable(),
  version: Version,
});
export type StatementLineDto = z.infer<typeof StatementLineDto>;

export const ListStatementLinesInput = z.object({
  ...pageFields,
  statementId: Id.optional(),
  accountId: Id.optional(),
  state: z.enum(lineStates).optional(),
  kind: z.enum(lineKinds).optional(),
  from: DateField.optional(),
  to: DateField.optional(),
});
export type ListStatementLinesInput = z.infer<typeof ListStatementLinesInput>;
export const StatementLinePage = page(StatementLineDto);

export const StatementLineIdInput = z.object({ id: Id });

const matchKinds = ["payment", "refund", "disbursement", "settlement"] as const;

/** A record of the books with a line's amount that no line is yet. */
export const LineMatchDto = z.object({
  kind: z.enum(matchKinds),
  entityId: Id,
  /** Its number, or what the provider calls it. */
  label: z.string(),
  on: DateField,
  amountMinor: SignedMinor,
  currency: Currency,
  reference: z.string().nullable(),
  tenantName: z.string().nullable(),
});
export type LineMatchDto = z.infer<typeof LineMatchDto>;
/** The nearest days first; at most 20. */
export const LineMatchesDto = z.object({ items: z.array(LineMatchDto) });
export type LineMatchesDto = z.infer<typeof LineMatchesDto>;

const Line = { id: Id, version: Version };
export const IgnoreLineInput = z.object({ ...Line, reason: ShortText });
export type IgnoreLineInput = z.infer<typeof IgnoreLineInput>;
export const UndoLineInput = z.object(Line);
export type UndoLineInput = z.infer<typeof UndoLineInput>;
/** Books a line that waits: money that came as a receipt, a fee as a fee. */
export const BookLineInput = z.object({ ...Line, as: z.enum(["receipt", "fee"]) });
export type BookLineInput = z.infer<typeof BookLineInput>;
/** The record in the books that a line is. */
export const MatchLineInput = z.object({
  ...Line,
  kind: z.enum(matchKinds),
  entityId: Id,
});
export type MatchLineInput = z.infer<typeof MatchLineInput>;
