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
  state: z.enum(statementStates),
  problem: z.string().nullable(),
  jobRunId: Id.nullable(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  version: Version,
});
export type StatementDto = z.infer<typeof StatementDto>;

export const StatementIdInput = z.object({ id: Id });
export const ListStatementsInput = z.object({ ...pageFields, accountId: Id.optional() });
export type ListStatementsInput = z.infer<typeof ListStatementsInput>;
export const StatementPage = page(StatementDto);

const lineKinds = ["receipt", "payment", "fee", "reversal", "settlement", "other"] as const;
const lineStates = ["new", "booked", "matched", "ignored", "waiting"] as const;

export const StatementLineDto = z.object({
  id: Id,
  statementId: Id,
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
  refundId: Id.nullable(),
  disbursementId: Id.nullable(),
  settlementId: Id.nullable(),
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
});
export type ListStatementLinesInput = z.infer<typeof ListStatementLinesInput>;
export const StatementLinePage = page(StatementLineDto);

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
  kind: z.enum(["payment", "refund", "disbursement", "settlement"]),
  entityId: Id,
});
export type MatchLineInput = z.infer<typeof MatchLineInput>;
