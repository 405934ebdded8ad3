import { z } from "zod";
import {
  Currency,
  DateField,
  Id,
  IdempotencyKey,
  Instant,
  PositiveMinor,
  ShortText,
  Version,
} from "./fields.ts";
import { page, pageFields } from "./lists.ts";
import { railIds } from "./rails.ts";

/**
 * `awaiting_approval` waits for a second person; `approved` is booked and waits to be sent; `sending` is asked of the
 * provider now; `uncertain` may have been paid: it is found out, and never sent again by itself.
 */
export const disbursementStates = [
  "awaiting_approval",
  "approved",
  "sending",
  "sent",
  "paid",
  "failed",
  "uncertain",
  "cancelled",
] as const;
export type DisbursementState = (typeof disbursementStates)[number];

/** Back the way it came, to a phone by a rail, by a file for the bank, or by people who pay it themselves. */
export const disbursementWays = ["refund", "pay_out", "bank_file", "by_hand"] as const;
export type DisbursementWay = (typeof disbursementWays)[number];

const Phone = z
  .string()
  .trim()
  .regex(/^\+[1-9]\d{7,14}$/, "write a phone with its country's code, as +254708374149");

/** Banks read few letters: a name in another script is written as the bank has it. */
const bankText = /^[A-Za-z0-9/?:().,'+ -]+$/;
const BankName = z
  .string()
  .trim()
  .min(2, "at least 2 characters")
  .max(70, "at most 70 characters")
  .regex(bankText, "use Latin letters without accents, as the bank writes the name");

/** An account with a bank: an IBAN, or the bank's own number together with the bank's code. */
export const BankAccount = z.object({
  name: BankName,
  account: z
    .string()
    .transform((text) => text.replaceAll(/[\s-]/g, "").toUpperCase())
    .pipe(z.string().regex(/^[A-Z0-9]{4,34}$/, "write 4 to 34 letters and digits")),
  /** BIC (SWIFT), as KCBLKENX. */
  bic: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, "a BIC has 8 or 11 characters, as KCBLKENX")
    .nullable()
    .default(null),
  /** The code of bank and branch in the country's clearing, as 01100. */
  bankCode: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9]{2,28}$/, "write 2 to 28 letters and digits")
    .nullable()
    .default(null),
});
export type BankAccount = z.infer<typeof BankAccount>;

/** What people pay by themselves. */
const handRails = ["bank", "cash"] as const;
const outgoingRails = [...handRails, ...railIds] as const;

/** Pays back credit or unallocated money of a payment. */
export const RequestRefundInput = z.object({
  paymentId: Id,
  /** Of the payment. */
  version: Version,
  source: z.enum(["credit", "unallocated"]),
  amountMinor: PositiveMinor,
  reason: ShortText,
  destination: z.discriminatedUnion("way", [
    z.object({ way: z.literal("refund") }),
    z.object({
      way: z.literal("pay_out"),
      railAccountId: Id,
      /** The tenant's own when left out. */
      phone: Phone.nullable().default(null),
    }),
    z.object({ way: z.literal("bank_file"), to: BankAccount }),
    z.object({ way: z.literal("by_hand"), rail: z.enum(handRails) }),
  ]),
  idempotencyKey: IdempotencyKey,
});
export type RequestRefundInput = z.infer<typeof RequestRefundInput>;

/** Asks for a held deposit to be paid back by people: at once below the limit, above it after a second person's word. */
export const RequestDepositRefundInput = z.object({
  leaseId: Id,
  amountMinor: PositiveMinor,
  rail: z.enum(handRails),
  reason: ShortText,
  idempotencyKey: IdempotencyKey,
});
export type RequestDepositRefundInput = z.infer<typeof RequestDepositRefundInput>;

export const DisbursementDto = z.object({
  id: Id,
  kind: z.literal("refund"),
  way: z.enum(disbursementWays),
  rail: z.enum(outgoingRails),
  railAccountId: Id.nullable(),
  accountLabel: z.string().nullable(),
  /** Null for a deposit. */
  paymentId: Id.nullable(),
  paymentNumber: z.int().nullable(),
  leaseId: Id.nullable(),
  leaseNumber: z.int().nullable(),
  tenantName: z.string().nullable(),
  propertyName: z.string().nullable(),
  unitLabel: z.string().nullable(),
  source: z.enum(["credit", "unallocated", "deposit"]),
  amountMinor: PositiveMinor,
  currency: Currency,
  /** The phone or account with its middle hidden. */
  destinationHint: z.string().nullable(),
  reason: z.string(),
  state: z.enum(disbursementStates),
  /** Ours, as the provider or the bank is told it. */
  requestKey: z.string(),
  /** The provider's receipt of it. */
  externalId: z.string().nullable(),
  refundNumber: z.int().nullable(),
  resultCode: z.string().nullable(),
  /** What the provider's answer means, and what to do. */
  resultText: z.string().nullable(),
  /** Null where a program asked, or the provider told of it. */
  requestedById: Id.nullable(),
  requestedBy: z.string().nullable(),
  /** The second person; null where none was needed. */
  approvedBy: z.string().nullable(),
  batchId: Id.nullable(),
  /** The failed one that this tries again, and the one that tries this again. */
  retriesId: Id.nullable(),
  retriedById: Id.nullable(),
  createdAt: Instant,
  approvedAt: Instant.nullable(),
  sentAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  version: Version,
});
export type DisbursementDto = z.infer<typeof DisbursementDto>;

/** Approving is for another person than the one who asked. */
export const ApproveDisbursementInput = z.object({ id: Id, version: Version });
export type ApproveDisbursementInput = z.infer<typeof ApproveDisbursementInput>;

/** While it waits: for approval, or to be sent. */
export const CancelDisbursementInput = z.object({
  id: Id,
  version: Version,
  reason: ShortText.nullable().default(null),
});
export type CancelDisbursementInput = z.infer<typeof CancelDisbursementInput>;

/** A failed one is asked for anew, under a key of its own. */
export const RetryDisbursementInput = z.object({
  id: Id,
  /** Other bank details or another phone, where the old ones were wrong. */
  to: BankAccount.nullable().default(null),
  phone: Phone.nullable().default(null),
  idempotencyKey: IdempotencyKey,
});
export type RetryDisbursementInput = z.infer<typeof RetryDisbursementInput>;

/** What a person read on a statement or did: of one that was sent by file or is paid by hand, or is uncertain. */
export const SettleDisbursementInput = z.object({
  id: Id,
  version: Version,
  outcome: z.enum(["paid", "failed"]),
  /** The bank's or the provider's number of it. */
  reference: z.string().trim().min(1).max(100, "at most 100 characters").nullable().default(null),
  note: ShortText,
});
export type SettleDisbursementInput = z.infer<typeof SettleDisbursementInput>;

export const ListDisbursementsInput = z.object({
  ...pageFields,
  state: z.enum(disbursementStates).optional(),
  way: z.enum(disbursementWays).optional(),
  rail: z.enum(outgoingRails).optional(),
  paymentId: Id.optional(),
  leaseId: Id.optional(),
  propertyId: Id.optional(),
  batchId: Id.optional(),
});
export type ListDisbursementsInput = z.infer<typeof ListDisbursementsInput>;
export const DisbursementPage = page(DisbursementDto);

/** How money of a payment can be paid back, for whoever asks. */
export const ListRefundWaysInput = z.object({ paymentId: Id });
export type ListRefundWaysInput = z.infer<typeof ListRefundWaysInput>;
export const RefundWaysDto = z.object({
  version: Version,
  currency: Currency,
  creditMinor: z.int(),
  unallocatedMinor: z.int(),
  /** What of this payment may be paid back without a second person; null where another currency always needs one. */
  freeMinor: z.int().nullable(),
  ways: z.array(
    z.object({
      way: z.enum(disbursementWays),
      railAccountId: Id.nullable(),
      label: z.string(),
      /** The phone on file with its middle hidden; of payouts. */
      phoneHint: z.string().nullable(),
      /** The smallest step and the most of one transaction, in minor units. */
      unitMinor: PositiveMinor,
      mostMinor: PositiveMinor.nullable(),
    }),
  ),
});
export type RefundWaysDto = z.infer<typeof RefundWaysDto>;

/** Puts every approved refund by bank of a currency into one file for the bank. */
export const CreateBankFileInput = z.object({
  currency: Currency,
  executeOn: DateField,
  /** The account that the money leaves from; that of the last file when left out. */
  from: BankAccount.nullable().default(null),
  idempotencyKey: IdempotencyKey,
});
export type CreateBankFileInput = z.infer<typeof CreateBankFileInput>;

const bankFileStates = ["making", "ready", "given_out"] as const;
const bankFileFormats = ["xml", "csv"] as const;

export const BankFileDto = z.object({
  id: Id,
  state: z.enum(bankFileStates),
  currency: Currency,
  executeOn: DateField,
  paymentCount: z.int(),
  totalMinor: PositiveMinor,
  fromName: z.string(),
  fromHint: z.string(),
  createdBy: z.string().nullable(),
  createdAt: Instant,
  /** Who fetched it, when and as what: it is given out once. */
  givenOutTo: z.string().nullable(),
  givenOutAt: Instant.nullable(),
  format: z.enum(bankFileFormats).nullable(),
  version: Version,
});
export type BankFileDto = z.infer<typeof BankFileDto>;

export const ListBankFilesInput = z.object({ cursor: pageFields.cursor, limit: pageFields.limit });
export type ListBankFilesInput = z.infer<typeof ListBankFilesInput>;
export const BankFilePage = page(BankFileDto);

/** Once a file: the same key gets the same link again. */
export const GiveBankFileInput = z.object({
  id: Id,
  version: Version,
  format: z.enum(bankFileFormats),
  idempotencyKey: IdempotencyKey,
});
export type GiveBankFileInput = z.infer<typeof GiveBankFileInput>;
export const BankFileLinkDto = z.object({ url: z.string(), expiresAt: Instant, file: BankFileDto });
export type BankFileLinkDto = z.infer<typeof BankFileLinkDto>;
