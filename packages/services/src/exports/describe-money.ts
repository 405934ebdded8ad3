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
    text("Tenant", "tenantName", 32),
    text("Property", "propertyName", 32),
    text("Unit", "unitLabel", 12),
    date("Issued", "issuedOn"),
    date("Due", "dueOn"),
    date("Period from", "periodStart"),
    date("Period to", "periodEnd"),
    text("Currency", "currency", 10),
    amount("Total", "totalMinor"),
    amount("Open", "openMinor"),
    number("Days overdue", "overdueDays"),
  ],
});

export const charges = defineTable<"charges", ChargeRow>({
  title: "Charges",
  permission: "billing:read",
  read: ({ ctx, input, tx }) => readAllCharges({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Invoice", (row) => `INV-${row.invoiceNumber}`, 14),
    text("Lease", (row) => `L-${row.leaseNumber}`, 12),
    text("Tenant", "tenantName", 32),
    text("Property", "propertyName", 32),
    text("Unit", "unitLabel", 12),
    text("Kind", (row) => words(row.kind), 12),
    text("Description", "description", 40),
    date("Period from", "periodStart"),
    date("Period to", "periodEnd"),
    date("Issued", "issuedOn"),
    date("Due", "dueOn"),
    text("Currency", "currency", 10),
    amount("Net", "netMinor"),
    amount("Tax", "taxMinor"),
  ],
});

export const payments = defineTable<"payments", PaymentRowDto>({
  title: "Payments",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllPayments({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Receipt", (row) => `R-${row.number}`, 12),
    date("Received", "receivedOn"),
    text("Status", (row) => words(row.status), 14),
    text("Paid by", (row) => words(row.rail), 12),
    text("Reference", "reference", 20),
    text("Lease", (row) => (row.leaseNumber === null ? null : `L-${row.leaseNumber}`), 12),
    text("Tenant", "tenantName", 32),
    text("Property", "propertyName", 32),
    text("Unit", "unitLabel", 12),
    text("Currency", "currency", 10),
    amount("Amount", "amountMinor"),
    amount("Allocated", "allocatedMinor"),
    amount("Credit", "creditMinor"),
    amount("Unallocated", "unallocatedMinor"),
  ],
});

export const deposits = defineTable<"deposits", DepositRow>({
  title: "Deposits",
  permission: "leases:read",
  read: ({ ctx, input, tx }) => readAllDeposits({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Lease", (row) => `L-${row.leaseNumber}`, 12),
    text("Status", (row) => words(row.leaseStatus), 16),
    text("Tenant", "tenantName", 32),
    text("Property", "propertyName", 32),
    text("Unit", "unitLabel", 12),
    text("Currency", "currency", 10),
    amount("Agreed", "agreedMinor"),
    amount("Held", "heldMinor"),
  ],
});

export const arrears = defineTable<"arrears", ArrearsRowDto>({
  title: "Arrears",
  permission: "payments:read",
  read: ({ ctx, input, tx }) => readAllArrears({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Lease", (row) => `L-${row.leaseNumber}`, 12),
    text("Status", (row) => words(row.leaseStatus), 16),
    text("Tenant", "tenantName", 32),
    text("Phone", "phone", 18),
    text("Property", "propertyName", 32),
    text("Unit", "unitLabel", 12),
    text("Currency", "currency", 10),
    amount("Overdue", "overdueMinor"),
    amount("Not due yet", (row) => row.buckets.notDue),
    amount("Due today", (row) => row.buckets.dueToday),
    amount("1-30 days", (row) => row.buckets.days1to30),
    amount("31-60 days", (row) => row.buckets.days31to60),
    amount("61-90 days", (row) => row.buckets.days61to90),
    amount("Over 90 days", (row) => row.buckets.over90),
    amount("Open", "totalMinor"),
    amount("Credit", "creditMinor"),
    amount("Deposit held", "depositHeldMinor"),
    date("Oldest due", "oldestDueOn"),
    date("Last payment", "lastPaymentOn"),
    amount("Last amount", "lastPaymentMinor"),
  ],
});
