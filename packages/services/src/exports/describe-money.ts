import type { ArrearsRowDto } from "@stead/contracts/arrears";
import type { InvoiceRowDto } from "@stead/contracts/billing";
import type { PaymentRowDto } from "@stead/contracts/payments";
import { readAllArrears } from "../arrears/index.ts";
import { readAllCharges, readAllInvoices, type ChargeRow } from "../billing/index.ts";
import { readAllDeposits, type DepositRow } from "../deposits/index.ts";
import { readAllPayments } from "../payments/index.ts";
import { amount, anyLimit, date, defineTable, number, text, words } from "./rules.ts";

export const invoices = defineTable<"invoices", InvoiceRowDto>({
  title: "Invoices",
  permission: "billing:read",
  read: ({ ctx, input, tx }) => readAllInvoices({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Invoice", (row) => `INV-${row.number}`, 14),
    text("Kind", (row) => words(row.kind), 12),
    text("Status", (row) => words(row.status), 14),
    text("Lease", (row) => `L-${row.leaseNumber}`, 12),
    text("Tenant", (row) => row.tenantName, 32),
    text("Property", (row) => row.propertyName, 32),
    text("Unit", (row) => row.unitLabel, 12),
    date("Issued", (row) => row.issuedOn),
    date("Due", (row) => row.dueOn),
    date("Period from", (row) => row.periodStart),
    date("Period to", (row) => row.periodEnd),
    text("Currency", (row) => row.currency, 10),
    amount("Total", (row) => row.totalMinor),
    amount("Open", (row) => row.openMinor),
    number("Days overdue", (row) => row.overdueDays),
  ],
});

export const charges = defineTable<"charges", ChargeRow>({
  title: "Charges",
  permission: "billing:read",
  read: ({ ctx, input, tx }) => readAllCharges({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Invoice", (row) => `INV-${row.invoiceNumber}`, 14),
    text("Lease", (row) => `L-${row.leaseNumber}`, 12),
    text("Tenant", (row) => row.tenantName, 32),
    text("Property", (row) => row.propertyName, 32),
    text("Unit", (row) => row.unitLabel, 12),
    text("Kind", (row) => words(row.kind), 12),
    text("Description", (row) => row.description, 40),
    date("Period from", (row) => row.periodStart),
    date("Period to", (row) => row.periodEnd),
    date("Issued", (row) => row.issuedOn),
    date("Due", (row) => row.dueOn),
    text("Currency", (row) => row.currency, 10),
    amount("Net", (row) => row.netMinor),
    amount("Tax", (row) => row.taxMinor),
  ],
});

export const payments = defineTable<"payments", PaymentRowDto>({
  title: "Payments",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllPayments({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Receipt", (row) => `R-${row.number}`, 12),
    date("Received", (row) => row.receivedOn),
    text("Status", (row) => words(row.status), 14),
    text("Paid by", (row) => words(row.rail), 12),
    text("Reference", (row) => row.reference, 20),
    text("Lease", (row) => (row.leaseNumber === null ? null : `L-${row.leaseNumber}`), 12),
    text("Tenant", (row) => row.tenantName, 32),
    text("Property", (row) => row.propertyName, 32),
    text("Unit", (row) => row.unitLabel, 12),
    text("Currency", (row) => row.currency, 10),
    amount("Amount", (row) => row.amountMinor),
    amount("Allocated", (row) => row.allocatedMinor),
    amount("Credit", (row) => row.creditMinor),
    amount("Unallocated", (row) => row.unallocatedMinor),
  ],
});

export const deposits = defineTable<"deposits", DepositRow>({
  title: "Deposits",
  permission: "leases:read",
  read: ({ ctx, input, tx }) => readAllDeposits({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Lease", (row) => `L-${row.leaseNumber}`, 12),
    text("Status", (row) => words(row.leaseStatus), 16),
    text("Tenant", (row) => row.tenantName, 32),
    text("Property", (row) => row.propertyName, 32),
    text("Unit", (row) => row.unitLabel, 12),
    text("Currency", (row) => row.currency, 10),
    amount("Agreed", (row) => row.agreedMinor),
    amount("Held", (row) => row.heldMinor),
  ],
});

export const arrears = defineTable<"arrears", ArrearsRowDto>({
  title: "Arrears",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllArrears({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Lease", (row) => `L-${row.leaseNumber}`, 12),
    text("Status", (row) => words(row.leaseStatus), 16),
    text("Tenant", (row) => row.tenantName, 32),
    text("Phone", (row) => row.phone, 18),
    text("Property", (row) => row.propertyName, 32),
    text("Unit", (row) => row.unitLabel, 12),
    text("Currency", (row) => row.currency, 10),
    amount("Overdue", (row) => row.overdueMinor),
    amount("Not due yet", (row) => row.buckets.notDue),
    amount("Due today", (row) => row.buckets.dueToday),
    amount("1-30 days", (row) => row.buckets.days1to30),
    amount("31-60 days", (row) => row.buckets.days31to60),
    amount("61-90 days", (row) => row.buckets.days61to90),
    amount("Over 90 days", (row) => row.buckets.over90),
    amount("Open", (row) => row.totalMinor),
    amount("Credit", (row) => row.creditMinor),
    amount("Deposit held", (row) => row.depositHeldMinor),
    date("Oldest due", (row) => row.oldestDueOn),
    date("Last payment", (row) => row.lastPaymentOn),
    amount("Last amount", (row) => row.lastPaymentMinor),
  ],
});
