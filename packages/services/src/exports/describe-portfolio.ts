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
    text("Code", (row) => row.code, 12),
    text("Name", (row) => row.name, 32),
    text("Kind", (row) => words(row.kind), 14),
    text("Address", (row) => row.addressLine, 32),
    text("City", (row) => row.city, 16),
    text("Region", (row) => row.region, 16),
    text("Country", (row) => row.country, 10),
    number("Units", (row) => row.unitCount),
    number("Let", (row) => row.occupiedCount),
    text("Status", (row) => words(row.status), 12),
  ],
});

export const units = defineTable<"units", UnitRowDto>({
  title: "Units",
  permission: "portfolio:read",
  read: ({ ctx, input, tx }) => readAllUnits({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Property", (row) => row.propertyName, 32),
    text("Unit", (row) => row.label, 12),
    text("Kind", (row) => words(row.kind), 14),
    number("Bedrooms", (row) => row.beds),
    number("Bathrooms", (row) => row.baths),
    number("Area m²", (row) => row.areaSqm),
    text("State", (row) => words(row.occupancy), 14),
    text("Tenant", (row) => row.tenantName),
    text("Currency", (row) => row.currency, 10),
    amount("Market rent", (row) => row.marketRentMinor),
    amount("Rent", (row) => row.rentMinor),
  ],
});

export const contacts = defineTable<"contacts", ContactRowDto>({
  title: "Contacts",
  permission: "contacts:read",
  read: ({ ctx, input, tx }) => readAllContacts({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Name", (row) => row.name, 32),
    text("Kind", (row) => words(row.kind), 12),
    text("E-mail", (row) => row.email, 32),
    text("Phone", (row) => row.phone, 18),
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
    text("Reference", (row) => row.reference, 16),
    text("Status", (row) => words(row.status), 16),
    text("Tenant", (row) => row.tenantName, 32),
    text("Property", (row) => row.propertyName, 32),
    text("Unit", (row) => row.unitLabel, 12),
    date("From", (row) => row.startOn),
    date("To", (row) => row.endOn),
    date("Moving out", (row) => row.moveOutOn),
    text("Currency", (row) => row.currency, 10),
    amount("Rent", (row) => row.rentMinor),
    amount("Open", (row) => row.openMinor),
    amount("Credit", (row) => row.creditMinor),
  ],
});

export const rentRoll = defineTable<"rent_roll", RentRollDto["items"][number]>({
  title: "Rent roll",
  permission: "portfolio:read",
  read: ({ ctx, input, tx }) => readAllRentRoll({ ctx, tx, input: { ...input, ...anyLimit } }),
  columns: [
    text("Property", (row) => row.propertyName, 32),
    text("Unit", (row) => row.unitLabel, 12),
    text("Kind", (row) => words(row.kind), 14),
    number("Area m²", (row) => row.areaSqm),
    text("State", (row) => words(row.status), 14),
    text("Tenant", (row) => row.tenantName, 32),
    date("From", (row) => row.startOn),
    date("To", (row) => row.endOn),
    date("Moving out", (row) => row.moveOutOn),
    text("Currency", (row) => row.currency, 10),
    amount("Market rent", (row) => row.marketRentMinor),
    amount("Rent", (row) => row.scheduledRentMinor),
    amount("Other charges", (row) => row.otherRecurringMinor),
    amount("Deposit held", (row) => row.depositHeldMinor),
    amount("Past due", (row) => row.pastDueMinor),
    number("Days past due", (row) => row.pastDueDays),
    amount("Prepaid", (row) => row.prepaidMinor),
    date("Paid through", (row) => row.paidThroughOn),
  ],
});
