import type { CivilDate } from "@stead/kernel/dates";
import type { TableDocument } from "../table-document.ts";

/** Who writes: the head of every letter. `lines` are the address and how to reach the agency, as they are printed. */
export type Letterhead = {
  name: string;
  lines: readonly string[];
  /** Two capital letters: decides about the paper. */
  country: string;
  /** At the foot of every page. */
  footer: string | null;
};

/** Somebody with an address or other lines under the name. */
export type Party = { name: string; lines: readonly string[] };

/** Where the home is that a document is about. */
export type Place = { propertyName: string; unitLabel: string; address: string };

/** How an amount came about. */
export type Arithmetic = { rule: string; steps: readonly string[] };

export type InvoiceData = {
  letterhead: Letterhead;
  number: number;
  kind: "regular" | "deposit" | "fee" | "opening";
  billTo: Party;
  place: Place;
  leaseReference: string;
  issuedOn: CivilDate;
  dueOn: CivilDate;
  periodStart: CivilDate;
  periodEnd: CivilDate;
  currency: string;
  lines: readonly {
    description: string;
    periodStart: CivilDate;
    periodEnd: CivilDate;
    netMinor: number;
    taxMinor: number;
    arithmetic: Arithmetic;
  }[];
  netMinor: number;
  taxMinor: number;
  totalMinor: number;
  /** How to pay, a paragraph each; the reference is printed besides. */
  howToPay: readonly string[];
};

/** What happened to an invoice after it was issued, as of a day. Beside the invoice, which never changes. */
export type SettlementData = {
  letterhead: Letterhead;
  invoiceNumber: number;
  billTo: Party;
  place: Place;
  issuedOn: CivilDate;
  dueOn: CivilDate;
  asOf: CivilDate;
  currency: string;
  totalMinor: number;
  /** Signed: negative settles, positive opens again. */
  entries: readonly {
    on: CivilDate;
    kind: "payment" | "credit" | "taken_back" | "credit_note" | "write_off" | "recovered";
    /** Cash, bank, ...: how it was paid. */
    method: string | null;
    /** Receipt or credit note. */
    number: number | null;
    note: string | null;
    amountMinor: number;
  }[];
  openMinor: number;
};

export type ReceiptData = {
  letterhead: Letterhead;
  number: number;
  payer: Party | null;
  place: Place | null;
  receivedOn: CivilDate;
  method: string;
  reference: string | null;
  currency: string;
  amountMinor: number;
  lines: readonly { invoiceNumber: number; dueOn: CivilDate; amountMinor: number }[];
  creditMinor: number;
  unallocatedMinor: number;
  /** What was paid back of it. */
  refundedMinor: number;
  /** What the tenant owed at the end of that day; negative when ahead. */
  balanceAfterMinor: number | null;
  /** Why the payment was taken back, when it was. */
  reversal: { reason: string; on: CivilDate } | null;
};

export type LeaseData = {
  letterhead: Letterhead;
  number: number;
  reference: string;
  /** Printed across the head while it binds nobody. */
  isDraft: boolean;
  title: string;
  landlords: readonly Party[];
  tenants: readonly Party[];
  guarantors: readonly Party[];
  place: Place;
  /** Label and value, in the order of the page. */
  terms: readonly { label: string; value: string }[];
  items: readonly { description: string; frequency: string; amountMinor: number; taxPpm: number }[];
  currency: string;
  /** Variables are filled in. A body's lines are paragraphs; those that begin with "- " are points. */
  clauses: readonly { heading: string; body: string }[];
  /** Which version of the agency's clauses these are; 0: those that come with Stead. */
  clausesVersion: number;
};

export type StatementData = {
  letterhead: Letterhead;
  tenant: Party;
  place: Place;
  leaseReference: string;
  currency: string;
  from: CivilDate;
  to: CivilDate;
  openingMinor: number;
  entries: readonly {
    on: CivilDate;
    description: string;
    number: number | null;
    /** Positive: the tenant owes more. */
    amountMinor: number;
    balanceMinor: number;
  }[];
  chargedMinor: number;
  settledMinor: number;
  closingMinor: number;
  /** Open amounts by age at `to`: not yet due, 1-30, 31-60, 61-90 and more than 90 days. */
  ageing: {
    notDueMinor: number;
    to30Minor: number;
    to60Minor: number;
    to90Minor: number;
    over90Minor: number;
  };
  depositHeldMinor: number;
  howToPay: readonly string[];
};

/** A simple plot: one value a label and series. Values of kind money are minor units. */
export type Plot = {
  kind: "bar" | "line";
  title: string;
  labels: readonly string[];
  series: readonly { label: string; values: readonly number[] }[];
  valueKind: "money" | "number" | "percent";
  currency?: string;
};

export type TableReportData = {
  letterhead: Letterhead;
  table: TableDocument;
  plots?: readonly Plot[];
  /** When it was made, for the foot of the page. */
  madeOn: CivilDate;
};

/** What each template is filled with. */
export type TemplateData = {
  invoice: InvoiceData;
  settlement: SettlementData;
  receipt: ReceiptData;
  lease: LeaseData;
  statement: StatementData;
  "table-report": TableReportData;
};

export type TemplateName = keyof TemplateData;
