import { z } from "zod";
import { Currency, Id, LongText, ShortText, Version } from "./fields.ts";
import { page, pageFields } from "./lists.ts";
import { says } from "./wording.ts";

export const contactRoles = ["tenant", "owner", "vendor", "guarantor", "applicant"] as const;

const contactFields = {
  kind: z.enum(["person", "company"]),
  name: ShortText,
  email: z.email(says("write an e-mail address, as name@example.org")).nullable(),
  /** As people write it; kept as E.164, read with the agency's country. */
  phone: z.string().trim().max(30).nullable(),
  address: z.string().trim().max(500).nullable(),
  taxNumber: z.string().trim().max(40).nullable(),
  notes: LongText.nullable(),
  roles: z.array(z.enum(contactRoles)).max(5),
};

export const CreateContactInput = z.object({
  ...contactFields,
  kind: contactFields.kind.default("person"),
  email: contactFields.email.default(null),
  phone: contactFields.phone.default(null),
  address: contactFields.address.default(null),
  taxNumber: contactFields.taxNumber.default(null),
  notes: contactFields.notes.default(null),
  roles: contactFields.roles.default([]),
});
export type CreateContactInput = z.infer<typeof CreateContactInput>;

export const UpdateContactInput = z
  .object(contactFields)
  .partial()
  .extend({ id: Id, version: Version, status: z.enum(["active", "archived"]).optional() });
export type UpdateContactInput = z.infer<typeof UpdateContactInput>;

export const ContactRowDto = z.object({
  id: Id,
  kind: z.enum(["person", "company"]),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  roles: z.array(z.enum(contactRoles)),
  status: z.enum(["active", "archived"]),
});
export type ContactRowDto = z.infer<typeof ContactRowDto>;

export const ContactDto = ContactRowDto.extend({
  address: z.string().nullable(),
  taxNumber: z.string().nullable(),
  notes: z.string().nullable(),
  version: Version,
  leases: z.array(
    z.object({
      id: Id,
      number: z.int(),
      status: z.string(),
      role: z.string(),
      unitLabel: z.string(),
      propertyName: z.string(),
      startOn: z.string(),
      currency: Currency,
      rentMinor: z.int(),
      openMinor: z.int(),
    }),
  ),
  properties: z.array(z.object({ id: Id, name: z.string(), sharePpm: z.int() })),
  /** Others of the agency with the same e-mail or phone: a warning, not an error. */
  similar: z.array(z.object({ id: Id, name: z.string(), field: z.enum(["email", "phone"]) })),
});
export type ContactDto = z.infer<typeof ContactDto>;

export const ListContactsInput = z.object({
  ...pageFields,
  role: z.enum(contactRoles).optional(),
  status: z.enum(["active", "archived"]).optional(),
  propertyId: Id.optional(),
  sort: z.enum(["name", "created"]).default("name"),
});
export type ListContactsInput = z.infer<typeof ListContactsInput>;
export const ContactPage = page(ContactRowDto);

/** Counts of contacts by role, by property (the twenty with most), and new ones by month. */
export const ContactStatisticsDto = z.object({
  total: z.int(),
  byRole: z.array(z.object({ role: z.enum(contactRoles), count: z.int() })),
  byProperty: z.array(z.object({ propertyId: Id, name: z.string(), count: z.int() })),
  byMonth: z.array(z.object({ month: z.string(), count: z.int() })),
  withoutPhone: z.int(),
  withoutEmail: z.int(),
});
export type ContactStatisticsDto = z.infer<typeof ContactStatisticsDto>;
