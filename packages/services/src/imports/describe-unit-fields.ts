import type { unitKinds, unitStatuses } from "@stead/contracts/portfolio";
import { optional, required, type Draft } from "./describe-fields.ts";
import { amount, currency, integer, text } from "./read-cell.ts";
import { choice, type Words } from "./read-choice.ts";

const kindWords: Words<(typeof unitKinds)[number]> = {
  apartment: [
    "flat",
    "apt",
    "unit",
    "1br",
    "2br",
    "3br",
    "one bedroom",
    "two bedroom",
    "three bedroom",
    "1 bedroom",
    "2 bedroom",
    "3 bedroom",
  ],
  studio: ["studio apartment", "efficiency"],
  bedsitter: ["bedsit", "bed sitter", "bed-sitter"],
  house: ["bungalow", "maisonette", "townhouse", "villa"],
  room: ["single room", "double room", "single", "bed"],
  shop: ["store", "retail", "stall", "kiosk"],
  office: ["offices", "suite"],
  parking: ["parking space", "garage", "bay"],
  other: ["unknown"],
};
const statusWords: Words<(typeof unitStatuses)[number]> = {
  available: ["vacant", "occupied", "let", "rented", "active", "ready"],
  unrentable: ["down", "under repair", "renovation", "not rentable", "closed"],
  archived: ["inactive", "sold", "removed"],
};

/** The columns of a file of units. */
export const unitFields = {
  property: required(text(200), {
    label: "Property",
    help: "Its code, or its name where only one has it",
    example: "SUN-1",
    names: ["property code", "property name", "building", "building code", "property id"],
  }),
  label: required(text(60), {
    label: "Unit",
    example: "A1",
    names: [
      "label",
      "unit number",
      "unit no",
      "unit name",
      "unit label",
      "door",
      "door number",
      "house number",
      "apartment",
      "flat",
      "room",
    ],
  }),
  kind: optional(choice(kindWords, "other"), {
    label: "Kind",
    example: "apartment",
    names: ["unit type", "type", "unit kind"],
  }),
  beds: optional(integer(0, 50), {
    label: "Bedrooms",
    example: "2",
    names: ["beds", "br", "bedroom count", "no of bedrooms"],
  }),
  baths: optional(integer(0, 50), {
    label: "Bathrooms",
    example: "1",
    names: ["baths", "ba", "bathroom count"],
  }),
  areaSqm: optional(integer(0, 1_000_000), {
    label: "Area in m²",
    example: "64",
    names: ["area", "size", "area sqm", "square metres", "sqm", "m2"],
  }),
  marketRent: optional(amount, {
    label: "Market rent",
    help: "A month",
    example: "32,000",
    names: ["rent", "asking rent", "monthly rent", "list rent", "price"],
  }),
  currency: optional(currency, {
    label: "Currency",
    help: "The agency's when left out",
    example: "KES",
    names: ["ccy"],
  }),
  status: optional(choice(statusWords, "available"), {
    label: "State",
    example: "available",
    names: ["status", "unit status", "condition"],
  }),
};

export type UnitDraft = Draft<typeof unitFields>;
