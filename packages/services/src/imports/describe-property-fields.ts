import type { propertyKinds } from "@stead/contracts/portfolio";
import { optional, required, type Draft } from "./describe-fields.ts";
import { coordinate, country, integer, longText, text, timeZone } from "./read-cell.ts";
import { choice, type Words } from "./read-choice.ts";

const kindWords: Words<(typeof propertyKinds)[number]> = {
  multifamily: [
    "multi family",
    "apartments",
    "apartment building",
    "apartment block",
    "flats",
    "block of flats",
    "residential",
    "mdu",
  ],
  single_family: [
    "single family",
    "house",
    "bungalow",
    "maisonette",
    "villa",
    "townhouse",
    "detached",
    "semi detached",
  ],
  senior: ["seniors", "senior housing", "elderly", "65+"],
  supportive: ["supportive housing", "veterans", "disabled", "people with disabilities", "sro", "shelter"],
  student: ["students", "student housing", "hostel", "dormitory"],
  commercial: [
    "office",
    "offices",
    "retail",
    "shop",
    "shops",
    "warehouse",
    "industrial",
    "go-down",
    "godown",
  ],
  mixed_use: ["mixed", "mixed use", "mixed-use"],
  land: ["plot", "plots", "parcel"],
  other: ["unknown", "n/a", "none"],
};

/** The columns of a file of properties. */
export const propertyFields = {
  code: optional(text(40), {
    label: "Code",
    help: "Unique in the agency; made from the name when left out",
    example: "SUN-1",
    names: ["property code", "property id", "ref", "reference", "building code"],
  }),
  name: required(text(200), {
    label: "Name",
    example: "Sunrise Court",
    names: ["property name", "property", "building", "building name", "development", "estate"],
  }),
  kind: optional(choice(kindWords, "other"), {
    label: "Kind",
    help: "Words such as apartments or shop are understood",
    example: "multifamily",
    names: ["property type", "type", "building type", "category", "use"],
  }),
  addressLine: required(text(200), {
    label: "Address",
    help: "Street and number; ranges are kept as written",
    example: "12-14 Moi Avenue",
    names: ["address line", "address 1", "street", "street address", "location address"],
  }),
  city: required(text(200), {
    label: "City",
    example: "Nairobi",
    names: [
      "town",
      "city town",
      "municipality",
      "locality",
      "county",
      "neighbourhood",
      "community area name",
      "area",
    ],
  }),
  region: optional(text(200), {
    label: "Region",
    help: "County, state or province",
    example: "Nairobi County",
    names: ["state", "province", "county", "district"],
  }),
  postcode: optional(text(20), {
    label: "Postcode",
    example: "00100",
    names: ["zip", "zip code", "postal code", "post code", "p.o. box"],
  }),
  country: optional(country, {
    label: "Country",
    help: "The agency's when left out",
    example: "KE",
    names: ["country code", "nation"],
  }),
  latitude: optional(coordinate(90), {
    label: "Latitude",
    example: "-1.2921",
    names: ["lat", "gps latitude"],
  }),
  longitude: optional(coordinate(180), {
    label: "Longitude",
    example: "36.8219",
    names: ["lon", "lng", "long", "gps longitude"],
  }),
  timeZone: optional(timeZone, {
    label: "Time zone",
    help: "The agency's when left out",
    example: "Africa/Nairobi",
    names: ["timezone", "tz"],
  }),
  notes: optional(longText(4_000), {
    label: "Notes",
    example: "Caretaker on site",
    names: ["note", "comments", "remarks", "description"],
  }),
  units: optional(integer(0, 1_000), {
    label: "Units",
    help: "How many units to make, labelled 1, 2, 3 and so on",
    example: "24",
    names: ["unit count", "number of units", "no. of units", "total units", "doors"],
  }),
};

export type PropertyDraft = Draft<typeof propertyFields>;
