import type { DepositMovementDto } from "@stead/contracts/deposits";
import type { Explanation } from "@stead/contracts/fields";
import type { PaymentRail } from "@stead/contracts/payments";
import type { CivilDate } from "@stead/kernel/dates";
import type { z } from "zod";
import type { AccountCode } from "../ledger/index.ts";
import type { InvoiceClass, OwnerKind, PaymentParts } from "./rules.ts";

/** Where money lies that is on no invoice: still unallocated, or kept as the tenant's credit. */
export type MoneySource = "unallocated" | "credit";

/** A lease as the money sees it: what its postings carry, and its day. */
export type LeaseState = {
  id: string;
  number: number;
  status: string;
  propertyId: string;
  unitId: string;
  contactId: string;
  currency: string;
  timeZone: string;
};

/** A payment under its lock. Its parts change in place while a settlement is put together. */
export type PaymentState = PaymentParts & {
  id: string;
  number: number;
  /** The lease it belongs to now. */
  leaseId: string | null;
  /** The lease it was recorded for; it never changes. */
  recordedLeaseId: string | null;
  payerContactId: string | null;
  rail: PaymentRail;
  accountCode: AccountCode;
  currency: string;
  reference: string | null;
  receivedOn: CivilDate;
  journalId: string;
  version: number;
};

/** An invoice under its lock. */
export type InvoiceState = {
  id: string;
  number: number;
  leaseId: string;
  kind: InvoiceClass;
  dueOn: CivilDate;
  issuedOn: CivilDate;
  currency: string;
  openMinor: number;
};

/** What a settlement must know of an invoice beside its balance. */
export type InvoiceFacts = {
  /** Charged less collected, by the kinds of the owners' cash book; changes in place. */
  uncollected: Map<OwnerKind, number>;
  /** The last day on which something was taken back from it. */
  reopenedOn: CivilDate | null;
};

/** An allocation that is in force. */
export type AllocationState = {
  id: string;
  paymentId: string;
  invoiceId: string;
  leaseId: string;
  amountMinor: number;
  journalId: string;
  ownerEntries: { kind: OwnerKind; amountMinor: number }[];
};

export type NewAllocation = {
  id: string;
  paymentId: string;
  invoiceId: string;
  leaseId: string;
  amountMinor: number;
  currency: string;
  source: MoneySource;
  allocatedOn: CivilDate;
  explanation: Explanation;
  reversesId: string | null;
  journalId: string;
};

export type NewOwnerEntry = {
  propertyId: string;
  kind: OwnerKind;
  amountMinor: number;
  currency: string;
  occurredOn: CivilDate;
  leaseId: string;
  sourceId: string;
  journalId: string;
};

export type NewDepositMovement = {
  leaseId: string;
  propertyId: string;
  kind: z.infer<typeof DepositMovementDto>["kind"];
  amountMinor: number;
  currency: string;
  movedOn: CivilDate;
  reason: string;
  journalId: string;
};
