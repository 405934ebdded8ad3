import type { ContactRowDto } from "@stead/contracts/contacts";
import type { LeaseRowDto } from "@stead/contracts/leases";
import type { PropertyRowDto, RentRollDto, UnitRowDto } from "@stead/contracts/portfolio";
import { readAllContacts } from "../contacts/index.ts";
import { readAllLeases } from "../leases/index.ts";
import { readAllProperties, readAllRentRoll, readAllUnits } from "../portfolio/index.ts";
import { amount, anyLimit, date, defineTable, number, text, words } from "./rules.ts";

export const properties = defineTable<"properties", PropertyRowDto>({
  title: "Properties",
  permission: "portfolio:read",
  read: ({ ctx, input, tx }) => readAllProperties({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Code", "code", 12),
    text("Name", "name", 32),
    text("Kind", (row) => words(row.kind), 14),
    text("Address", "addressLine", 32),
    text("City", "city", 16),
    text("Region", "region", 16),
    text("Country", "country", 10),
    number("Units", "unitCount"),
    number("Let", "occupiedCount"),
    text("Status", (row) => words(row.status), 12),
  ],
});

export const units = defineTable<"units", UnitRowDto>({
  title: "Units",
  permission: "portfolio:read",
  read: ({ ctx, input, tx }) => readAllUnits({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Property", "propertyName", 32),
    text("Unit", "label", 12),
    text("Kind", (row) => words(row.kind), 14),
    number("Bedrooms", "beds"),
    number("Bathrooms", "baths"),
    number("Area m²", "areaSqm"),
    text("State", (row) => words(row.occupancy), 14),
    text("Tenant", "tenantName"),
    text("Currency", "currency", 10),
    amount("Market rent", "marketRentMinor"),
    amount("Rent", "rentMinor"),
  ],
});

export const contacts = defineTable<"contacts", ContactRowDto>({
  title: "Contacts",
  permission: "contacts:read",
  read: ({ ctx, input, tx }) => readAllContacts({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Name", "name", 32),
    text("Kind", (row) => words(row.kind), 12),
    text("E-mail", "email", 32),
    text("Phone", "phone", 18),
    text("Roles", (row) => row.roles.map(words).join(", ")),
    text("Status", (row) => words(row.status), 12),
  ],
});

export const leases = defineTable<"leases", LeaseRowDto>({
  title: "Leases",
  permission: "leases:read",
  read: ({ ctx, input, tx }) => readAllLeases({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Lease", (row) => `L-${row.number}`, 12),
    text("Reference", "reference", 16),
    text("Status", (row) => words(row.status), 16),
    text("Tenant", "tenantName", 32),
    text("Property", "propertyName", 32),
    text("Unit", "unitLabel", 12),
    date("From", "startOn"),
    date("To", "endOn"),
    date("Moving out", "moveOutOn"),
    text("Currency", "currency", 10),
    amount("Rent", "rentMinor"),
    amount("Open", "openMinor"),
    amount("Credit", "creditMinor"),
  ],
});

export const rentRoll = defineTable<"rent_roll", RentRollDto["items"][number]>({
  title: "Rent roll",
  permission: "portfolio:read",
  read: ({ ctx, input, tx }) => readAllRentRoll({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Property", "propertyName", 32),
    text("Unit", "unitLabel", 12),
    text("Kind", (row) => words(row.kind), 14),
    number("Area m²", "areaSqm"),
    text("State", (row) => words(row.status), 14),
    text("Tenant", "tenantName", 32),
    date("From", "startOn"),
    date("To", "endOn"),
    date("Moving out", "moveOutOn"),
    text("Currency", "currency", 10),
    amount("Market rent", "marketRentMinor"),
    amount("Rent", "scheduledRentMinor"),
    amount("Other charges", "otherRecurringMinor"),
    amount("Deposit held", "depositHeldMinor"),
    amount("Past due", "pastDueMinor"),
    number("Days past due", "pastDueDays"),
    amount("Prepaid", "prepaidMinor"),
    date("Paid through", "paidThroughOn"),
  ],
});
