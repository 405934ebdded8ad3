import { z } from "zod";
import {
  AmountMinor,
  Country,
  Currency,
  Id,
  LongText,
  ShortText,
  TimeZone,
  Version,
  wholeNumber,
} from "./fields.ts";
import { page, pageFields } from "./lists.ts";
import { says } from "./wording.ts";

export const propertyKinds = [
  "multifamily",
  "single_family",
  "senior",
  "supportive",
  "student",
  "commercial",
  "mixed_use",
  "land",
  "other",
] as const;
export const unitKinds = [
  "apartment",
  "studio",
  "bedsitter",
  "house",
  "room",
  "shop",
  "office",
  "parking",
  "other",
] as const;

function degrees(most: number, where: string) {
  const rule = `write degrees ${where} from -${most} to ${most}`;
  return z.number(says(rule)).min(-most, rule).max(most, rule);
}

const propertyFields = {
  code: z.string().trim().min(1, "a property needs a code").max(40, "at most 40 characters"),
  name: ShortText,
  kind: z.enum(propertyKinds),
  addressLine: ShortText,
  city: ShortText,
  region: ShortText.nullable(),
  postcode: z.string().trim().max(20).nullable(),
  country: Country,
  latitude: degrees(90, "north").nullable(),
  longitude: degrees(180, "east").nullable(),
  timeZone: TimeZone,
  notes: LongText.nullable(),
};

const shareRule = "write a share above 0 % and up to 100 %";

const PropertyOwnerField = z.object({
  contactId: Id,
  sharePpm: z.int(says(shareRule)).min(1, shareRule).max(1_000_000, shareRule),
});

export const CreatePropertyInput = z.object({
  ...propertyFields,
  code: propertyFields.code.optional(),
  region: propertyFields.region.default(null),
  postcode: propertyFields.postcode.default(null),
  latitude: propertyFields.latitude.default(null),
  longitude: propertyFields.longitude.default(null),
  notes: propertyFields.notes.default(null),
  timeZone: TimeZone.optional(),
  /** How many units to make at once, labelled 1, 2, 3... */
  unitCount: wholeNumber(0, 1000).default(0),
});
export type CreatePropertyInput = z.infer<typeof CreatePropertyInput>;

export const UpdatePropertyInput = z
  .object(propertyFields)
  .partial()
  .extend({ id: Id, version: Version, status: z.enum(["active", "archived"]).optional() });
export type UpdatePropertyInput = z.infer<typeof UpdatePropertyInput>;

/** Replaces the owners; shares in parts per million, together 1,000,000, or none at all. */
export const SetPropertyOwnersInput = z.object({
  id: Id,
  version: Version,
  owners: z.array(PropertyOwnerField).max(50),
});
export type SetPropertyOwnersInput = z.infer<typeof SetPropertyOwnersInput>;

export const PropertyRowDto = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  kind: z.enum(propertyKinds),
  status: z.enum(["active", "archived"]),
  addressLine: z.string(),
  city: z.string(),
  region: z.string().nullable(),
  country: z.string(),
  unitCount: z.int(),
  occupiedCount: z.int(),
});
export type PropertyRowDto = z.infer<typeof PropertyRowDto>;

export const PropertyDto = z.object({
  id: Id,
  ...propertyFields,
  status: z.enum(["active", "archived"]),
  unitCount: z.int(),
  occupiedCount: z.int(),
  owners: z.array(z.object({ contactId: Id, name: z.string(), sharePpm: z.int() })),
  version: Version,
});
export type PropertyDto = z.infer<typeof PropertyDto>;

export const ListPropertiesInput = z.object({
  ...pageFields,
  status: z.enum(["active", "archived"]).optional(),
  kind: z.enum(propertyKinds).optional(),
  city: z.string().max(200).optional(),
  ownerContactId: Id.optional(),
  sort: z.enum(["name", "code", "city"]).default("name"),
});
export type ListPropertiesInput = z.infer<typeof ListPropertiesInput>;
export const PropertyPage = page(PropertyRowDto);

const unitFields = {
  label: z.string().trim().min(1, "a unit needs a label").max(60, "at most 60 characters"),
  kind: z.enum(unitKinds),
  beds: wholeNumber(0, 50).nullable(),
  baths: wholeNumber(0, 50).nullable(),
  areaSqm: wholeNumber(0, 1_000_000).nullable(),
  marketRentMinor: AmountMinor,
  currency: Currency,
};

export const CreateUnitInput = z.object({
  ...unitFields,
  propertyId: Id,
  kind: unitFields.kind.default("apartment"),
  beds: unitFields.beds.default(null),
  baths: unitFields.baths.default(null),
  areaSqm: unitFields.areaSqm.default(null),
  currency: Currency.optional(),
});
export type CreateUnitInput = z.infer<typeof CreateUnitInput>;

export const unitStatuses = ["available", "unrentable", "archived"] as const;
/** What a person calls the state of a unit today: from its own status and its leases. */
const occupancies = ["occupied", "notice", "vacant", "unrentable", "archived"] as const;

export const UpdateUnitInput = z
  .object(unitFields)
  .partial()
  .extend({ id: Id, version: Version, status: z.enum(unitStatuses).optional() });
export type UpdateUnitInput = z.infer<typeof UpdateUnitInput>;

export const UnitRowDto = z.object({
  id: Id,
  propertyId: Id,
  propertyName: z.string(),
  ...unitFields,
  status: z.enum(unitStatuses),
  occupancy: z.enum(occupancies),
  /** The lease that runs today. */
  leaseId: Id.nullable(),
  tenantName: z.string().nullable(),
  rentMinor: AmountMinor.nullable(),
});
export type UnitRowDto = z.infer<typeof UnitRowDto>;

export const UnitDto = UnitRowDto.extend({
  version: Version,
  leases: z.array(
    z.object({
      id: Id,
      number: z.int(),
      status: z.string(),
      tenantName: z.string(),
      startOn: z.string(),
      endOn: z.string().nullable(),
      rentMinor: AmountMinor,
    }),
  ),
});
export type UnitDto = z.infer<typeof UnitDto>;

export const ListUnitsInput = z.object({
  ...pageFields,
  propertyId: Id.optional(),
  occupancy: z.enum(occupancies).optional(),
  kind: z.enum(unitKinds).optional(),
});
export type ListUnitsInput = z.infer<typeof ListUnitsInput>;
export const UnitPage = page(UnitRowDto);

export const IdInput = z.object({ id: Id });

/** One row a unit, vacant ones too, as of any day (domain rules: rent roll). */
export const RentRollInput = z.object({
  asOf: z.string().optional(),
  propertyId: Id.optional(),
  cursor: z.string().max(500).optional(),
  limit: wholeNumber(1, 200).default(100),
});
export type RentRollInput = z.infer<typeof RentRollInput>;
const RentRollRowDto = z.object({
  unitId: Id,
  propertyId: Id,
  propertyName: z.string(),
  unitLabel: z.string(),
  kind: z.string(),
  areaSqm: z.int().nullable(),
  status: z.enum(occupancies),
  tenantName: z.string().nullable(),
  leaseId: Id.nullable(),
  startOn: z.string().nullable(),
  endOn: z.string().nullable(),
  moveOutOn: z.string().nullable(),
  currency: Currency,
  marketRentMinor: AmountMinor,
  scheduledRentMinor: AmountMinor,
  otherRecurringMinor: z.int(),
  depositHeldMinor: z.int(),
  pastDueMinor: z.int(),
  pastDueDays: z.int(),
  prepaidMinor: z.int(),
  paidThroughOn: z.string().nullable(),
});
export const RentRollDto = z.object({
  asOf: z.string(),
  items: z.array(RentRollRowDto),
  nextCursor: z.string().nullable(),
  totals: z.array(
    z.object({
      currency: Currency,
      unitCount: z.int(),
      occupiedCount: z.int(),
      grossPotentialMinor: z.int(),
      lossToVacancyMinor: z.int(),
      lossToLeaseMinor: z.int(),
      scheduledRentMinor: z.int(),
      depositHeldMinor: z.int(),
      pastDueMinor: z.int(),
      prepaidMinor: z.int(),
    }),
  ),
  future: z.array(
    z.object({
      leaseId: Id,
      tenantName: z.string(),
      unitLabel: z.string(),
      propertyName: z.string(),
      startOn: z.string(),
      rentMinor: AmountMinor,
      currency: Currency,
    }),
  ),
});
export type RentRollDto = z.infer<typeof RentRollDto>;
