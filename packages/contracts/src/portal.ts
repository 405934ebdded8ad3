import { z } from "zod";
import { InvoiceRowDto } from "./billing.ts";
import { CollectionDto, StartCollectionInput } from "./collecting.ts";
import { messageChannels } from "./messages.ts";
import { Currency, DateField, Id, IdempotencyKey, Instant, PositiveMinor, wholeNumber } from "./fields.ts";
import { LeaseDto, LeaseLedgerDto } from "./leases.ts";
import { page, pageFields } from "./lists.ts";
import { PaymentRowDto } from "./payments.ts";
import { railIds } from "./rails.ts";
import { says } from "./wording.ts";

/** The name of an agency in the address of its portal. */
const PortalName = z.string().trim().min(1).max(100, "at most 100 characters");

export const PortalAgencyDto = z.object({ name: z.string(), slug: z.string() });
export type PortalAgencyDto = z.infer<typeof PortalAgencyDto>;

/** Asks for a one-time code. The answer is the same whether or not anybody is known by the address. */
export const RequestPortalCodeInput = z.object({
  agency: PortalName,
  /** A phone as people write it, or an e-mail address. */
  address: z
    .string(says("write your phone or your e-mail address"))
    .trim()
    .min(1, "write your phone or your e-mail address")
    .max(200, "at most 200 characters"),
});
export type RequestPortalCodeInput = z.infer<typeof RequestPortalCodeInput>;
export const PortalCodeDto = z.object({ codeId: Id, expiresAt: Instant });
export type PortalCodeDto = z.infer<typeof PortalCodeDto>;

export const ConfirmPortalCodeInput = z.object({
  agency: PortalName,
  codeId: Id,
  /** Six digits; blanks between them are nothing. */
  code: z
    .string(says("write the six digits of the code"))
    .transform((code) => code.replaceAll(/\s/g, ""))
    .pipe(z.string().regex(/^\d{6}$/, "write the six digits of the code")),
});
export type ConfirmPortalCodeInput = z.infer<typeof ConfirmPortalCodeInput>;

/** Which of several contacts with the proved address is signed in. */
export const ChoosePortalContactInput = z.object({
  agency: PortalName,
  codeId: Id,
  ticket: z.string().min(1).max(100),
  contactId: Id,
});
export type ChoosePortalContactInput = z.infer<typeof ChoosePortalContactInput>;

export const PortalEntryDto = z.discriminatedUnion("status", [
  z.object({ status: z.literal("signed_in") }),
  z.object({
    status: z.literal("choose"),
    ticket: z.string(),
    contacts: z.array(z.object({ id: Id, name: z.string(), homes: z.array(z.string()) })),
  }),
]);
export type PortalEntryDto = z.infer<typeof PortalEntryDto>;

/** One lease of the tenant: what is owed, and what that is made of. */
const PortalLeaseDto = LeaseDto.pick({
  id: true,
  number: true,
  reference: true,
  status: true,
  propertyName: true,
  unitLabel: true,
  startOn: true,
  endOn: true,
  moveOutOn: true,
  currency: true,
  rentMinor: true,
  openMinor: true,
  overdueMinor: true,
  creditMinor: true,
  depositHeldMinor: true,
}).extend({
  /** What is open less what is the tenant's credit; negative when paid ahead. */
  balanceMinor: z.int(),
  /** The oldest first: what the balance is made of. */
  openInvoices: z.array(
    InvoiceRowDto.pick({
      id: true,
      number: true,
      kind: true,
      dueOn: true,
      periodStart: true,
      openMinor: true,
    }),
  ),
  /** The next day on which something is to be paid; not billed yet is what the lease says will be. */
  nextDue: z.object({ on: DateField, amountMinor: PositiveMinor, isBilled: z.boolean() }).nullable(),
});
export type PortalLeaseDto = z.infer<typeof PortalLeaseDto>;

export const PortalOverviewDto = z.object({
  agency: PortalAgencyDto,
  contact: z.object({ name: z.string(), phone: z.string().nullable(), email: z.string().nullable() }),
  today: DateField,
  totals: z.array(z.object({ currency: Currency, balanceMinor: z.int() })),
  leases: z.array(PortalLeaseDto),
});
export type PortalOverviewDto = z.infer<typeof PortalOverviewDto>;

/** A list of one of the tenant's leases, the newest first. */
export const PortalListInput = z.object({
  leaseId: Id,
  cursor: pageFields.cursor,
  limit: wholeNumber(1, 200).default(25),
});
export type PortalListInput = z.infer<typeof PortalListInput>;

export const PortalInvoicePage = page(
  InvoiceRowDto.pick({
    id: true,
    number: true,
    kind: true,
    issuedOn: true,
    dueOn: true,
    periodStart: true,
    periodEnd: true,
    currency: true,
    totalMinor: true,
    openMinor: true,
    status: true,
    overdueDays: true,
  }),
);
export type PortalInvoice = z.infer<typeof PortalInvoicePage>["items"][number];

export const PortalPaymentPage = page(
  PaymentRowDto.pick({
    id: true,
    number: true,
    status: true,
    rail: true,
    receivedOn: true,
    reference: true,
    currency: true,
    amountMinor: true,
  }),
);
export type PortalPayment = z.infer<typeof PortalPaymentPage>["items"][number];

/** The newest first; `isCut` when there is more than is told. */
export const PortalHistoryDto = z.object({
  currency: Currency,
  items: LeaseLedgerDto.shape.items,
  isCut: z.boolean(),
});
export type PortalHistoryDto = z.infer<typeof PortalHistoryDto>;

export const PortalLeaseInput = z.object({ leaseId: Id });
export type PortalLeaseInput = z.infer<typeof PortalLeaseInput>;

/** The PDF of an invoice, a receipt, or the account of a lease. */
export const OpenPortalDocumentInput = z.object({
  kind: z.enum(["invoice", "receipt", "statement"]),
  id: Id,
});
export type OpenPortalDocumentInput = z.infer<typeof OpenPortalDocumentInput>;

/** What a collection is to the tenant who is asked for it. */
export const PortalAttemptDto = CollectionDto.pick({
  id: true,
  rail: true,
  leaseId: true,
  amountMinor: true,
  currency: true,
  payerHint: true,
  state: true,
  url: true,
  resultText: true,
  paymentId: true,
  expiresAt: true,
  createdAt: true,
});
export type PortalAttemptDto = z.infer<typeof PortalAttemptDto>;

export const WaysToPayDto = z.object({
  /** Asked for by Stead: a prompt on a phone, or a page for cards. */
  accounts: z.array(
    z.object({
      id: Id,
      rail: z.enum(railIds),
      name: z.string(),
      way: z.enum(["prompt", "link"]),
      /** What goes in one payment, in the lease's currency; more goes in parts. */
      mostMinor: PositiveMinor.nullable(),
    }),
  ),
  /** Numbers to pay to by oneself, with what to write as account. */
  byHand: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(["paybill", "till"]),
      number: z.string(),
      reference: z.string(),
    }),
  ),
  /** What the agency says of other ways, as its invoices print it. */
  lines: z.array(z.string()),
  /** The tenant's own, to be prompted. */
  phone: z.string().nullable(),
  /** What was asked for a short while ago, the newest first. */
  attempts: z.array(PortalAttemptDto),
});
export type WaysToPayDto = z.infer<typeof WaysToPayDto>;

/** How an amount is asked for by an account: in how many parts, and why. */
export const SplitPortalPaymentInput = z.object({
  railAccountId: Id,
  leaseId: Id,
  amountMinor: PositiveMinor,
});
export type SplitPortalPaymentInput = z.infer<typeof SplitPortalPaymentInput>;

export const StartPortalPaymentInput = z.object({
  leaseId: StartCollectionInput.shape.leaseId,
  railAccountId: StartCollectionInput.shape.railAccountId,
  amountMinor: StartCollectionInput.shape.amountMinor,
  /** As people write it; the tenant's own when left out. */
  phone: z.string().trim().max(30, "at most 30 characters").nullable().default(null),
  idempotencyKey: IdempotencyKey,
});
export type StartPortalPaymentInput = z.infer<typeof StartPortalPaymentInput>;

/** Where the tenants of an agency find their portal. */
export const PortalLinkDto = z.object({ url: z.string() });
export type PortalLinkDto = z.infer<typeof PortalLinkDto>;

/** Sends the link to a contact who has a lease. By text message where there is a phone, unless told otherwise. */
export const InviteToPortalInput = z.object({
  contactId: Id,
  channel: z.enum(messageChannels).optional(),
  idempotencyKey: IdempotencyKey,
});
export type InviteToPortalInput = z.infer<typeof InviteToPortalInput>;
export const PortalInvitationDto = z.object({ channel: z.enum(messageChannels), messageId: Id });
export type PortalInvitationDto = z.infer<typeof PortalInvitationDto>;
