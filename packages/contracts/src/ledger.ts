import { z } from "zod";
import {
  Currency,
  DateField,
  Id,
  IdempotencyKey,
  Instant,
  MonthField,
  ShortText,
  SignedMinor,
  wholeNumber,
} from "./fields.ts";
import { page, pageFields } from "./lists.ts";

const accountTypes = ["asset", "liability", "equity", "income", "expense"] as const;

export const AccountDto = z.object({ code: z.string(), name: z.string(), type: z.enum(accountTypes) });

const JournalLineDto = z.object({
  lineNo: z.int(),
  accountCode: z.string(),
  accountName: z.string(),
  /** Debit positive, credit negative. */
  amountMinor: SignedMinor,
  currency: Currency,
  propertyId: Id.nullable(),
  leaseId: Id.nullable(),
});

export const JournalDto = z.object({
  id: Id,
  postingKey: z.string(),
  event: z.string(),
  entityId: Id,
  occurredOn: DateField,
  memo: z.string(),
  reversesId: Id.nullable(),
  reversedById: Id.nullable(),
  createdAt: Instant,
  createdByName: z.string().nullable(),
  lines: z.array(JournalLineDto),
});
export type JournalDto = z.infer<typeof JournalDto>;

export const ListJournalsInput = z.object({
  ...pageFields,
  accountCode: z.string().max(10).optional(),
  event: z.string().max(60).optional(),
  entityId: Id.optional(),
  leaseId: Id.optional(),
  propertyId: Id.optional(),
  from: DateField.optional(),
  to: DateField.optional(),
});
export type ListJournalsInput = z.infer<typeof ListJournalsInput>;
export const JournalPage = page(JournalDto);

export const TrialBalanceInput = z.object({ asOf: DateField.optional() });
export const TrialBalanceDto = z.object({
  asOf: DateField,
  currencies: z.array(
    z.object({
      currency: Currency,
      rows: z.array(
        AccountDto.extend({ debitMinor: z.int(), creditMinor: z.int(), balanceMinor: SignedMinor }),
      ),
      debitMinor: z.int(),
      creditMinor: z.int(),
    }),
  ),
});
export type TrialBalanceDto = z.infer<typeof TrialBalanceDto>;

/** At this many journals of a month counting stops. */
export const journalCountCap = 10_000;

export const PeriodDto = z.object({
  month: MonthField,
  status: z.enum(["open", "closed"]),
  closedAt: Instant.nullable(),
  closedByName: z.string().nullable(),
  journalCount: z.int(),
  /** Whether there are more: counting stops at `journalCountCap`. */
  isCountCapped: z.boolean(),
});
/** The months of the books, the latest first; the cursor is the month that came last. */
export const ListPeriodsInput = z.object({
  cursor: MonthField.optional(),
  limit: wholeNumber(1, 120).default(24),
});
export type ListPeriodsInput = z.infer<typeof ListPeriodsInput>;
export const PeriodPage = z.object({ items: z.array(PeriodDto), nextCursor: MonthField.nullable() });
export const SetPeriodInput = z.object({
  month: MonthField,
  status: z.enum(["open", "closed"]),
  reason: ShortText,
});

/** What a new agency's books begin with, by account; the rest goes to owner equity. */
export const PostOpeningInput = z.object({
  occurredOn: DateField,
  currency: Currency,
  lines: z
    .array(z.object({ accountCode: z.string().max(10), amountMinor: SignedMinor }))
    .min(1)
    .max(50),
  idempotencyKey: IdempotencyKey,
});
export type PostOpeningInput = z.infer<typeof PostOpeningInput>;

/** Owed or paid in advance by one tenant at the change-over: makes an opening invoice or an opening payment. */
export const PostLeaseOpeningInput = z.object({
  leaseId: Id,
  occurredOn: DateField,
  /** Positive: the tenant owes; negative: the tenant has credit. */
  balanceMinor: SignedMinor,
  depositHeldMinor: z.int().nonnegative().default(0),
  idempotencyKey: IdempotencyKey,
});
export type PostLeaseOpeningInput = z.infer<typeof PostLeaseOpeningInput>;

const ProofCheckDto = z.object({
  name: z.string(),
  description: z.string(),
  currency: Currency.nullable(),
  leftMinor: z.int(),
  rightMinor: z.int(),
  isSound: z.boolean(),
  /** Ids of the first rows that break it. */
  samples: z.array(z.string()),
});
export const ProofDto = z.object({
  id: Id,
  provedOn: DateField,
  isSound: z.boolean(),
  createdAt: Instant,
  checks: z.array(ProofCheckDto),
});
export type ProofDto = z.infer<typeof ProofDto>;
export const LatestProofDto = ProofDto.nullable();
