import { ArrearsPage } from "@stead/contracts/arrears";
import { InvoicePage } from "@stead/contracts/billing";
import { ContactPage, ContactStatisticsDto } from "@stead/contracts/contacts";
import { DashboardDto } from "@stead/contracts/dashboard";
import { LeasePage, LeaseSuggestionDto } from "@stead/contracts/leases";
import { PaymentPage } from "@stead/contracts/payments";
import { PropertyPage, UnitPage } from "@stead/contracts/portfolio";
import { ReportDto } from "@stead/contracts/reports";
import type { z } from "zod";
import { defineFamily, type Family, type FamilyOptions } from "../family.ts";
import { tags, type Tag } from "./events.ts";

const minute = 60_000;

/** Answers of reads of an agency's own rows: one tag, and nothing old in place of an error. */
function read<Value>(
  name: string,
  schema: z.ZodType<Value>,
  tag: Tag,
  options: Pick<FamilyOptions<Value>, "tier" | "ttlMs">,
): Family<Value> {
  return defineFamily({
    name,
    schema,
    tags: () => [tag.name],
    staleMs: 0,
    graceMs: 0,
    onError: "nothing",
    ...options,
  });
}

const page = { tier: "short" } as const;

export const dashboardFigures = read("dashboard.figures", DashboardDto, tags.dashboard, { tier: "medium" });
export const contactStatistics = read("contacts.statistics", ContactStatisticsDto, tags.contactStatistics, {
  tier: "short",
  ttlMs: 3 * minute,
});
export const leasePages = read("leases.list", LeasePage, tags.leases, page);
export const leaseSuggestions = read("leases.suggestion", LeaseSuggestionDto, tags.leaseSuggestions, page);
export const invoicePages = read("invoices.list", InvoicePage, tags.invoices, page);
export const paymentPages = read("payments.list", PaymentPage, tags.payments, page);
export const contactPages = read("contacts.list", ContactPage, tags.contacts, page);
export const propertyPages = read("properties.list", PropertyPage, tags.properties, page);
export const unitPages = read("units.list", UnitPage, tags.units, page);
export const arrearsPages = read("arrears.list", ArrearsPage, tags.arrears, page);
/** Until their data changes, or the hour is over. */
export const shownReports = read("reports.shown", ReportDto, tags.reports, { tier: "long" });
