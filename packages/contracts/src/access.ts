import { z } from "zod";
import { Country, Currency, Id, Instant, ShortText, TimeZone, wholeNumber } from "./fields.ts";
import { says } from "./wording.ts";
import { permissions, roles } from "./permissions.ts";

const RoleField = z.enum(roles);

/** Who is signed in, and where: what the first page asks for. */
export const MeDto = z.object({
  /** Names the session; opens nothing. */
  sessionId: Id,
  user: z.object({
    id: Id,
    name: z.string(),
    email: z.string(),
    hasTwoFactor: z.boolean(),
    isOperator: z.boolean(),
  }),
  agencies: z.array(z.object({ id: Id, name: z.string(), role: RoleField })),
  /** The agency that the session works in; null before one is made or chosen. */
  agency: z
    .object({
      id: Id,
      name: z.string(),
      currency: Currency,
      timeZone: TimeZone,
      locale: z.string(),
      country: Country,
    })
    .nullable(),
  role: RoleField.nullable(),
  permissions: z.array(z.enum(permissions)),
  /** Properties the member is limited to; null when not limited. */
  propertyIds: z.array(Id).nullable(),
  /** Today in the agency's time zone. */
  today: z.string().nullable(),
});
export type MeDto = z.infer<typeof MeDto>;

export const CreateAgencyInput = z.object({
  name: ShortText,
  currency: Currency,
  timeZone: TimeZone,
  country: Country,
  locale: z.string().default("en"),
});
export type CreateAgencyInput = z.infer<typeof CreateAgencyInput>;

export const ChooseAgencyInput = z.object({ agencyId: Id });

export const MemberDto = z.object({
  id: Id,
  userId: Id,
  name: z.string(),
  email: z.string(),
  role: RoleField,
  propertyIds: z.array(Id).nullable(),
  createdAt: Instant,
});
export type MemberDto = z.infer<typeof MemberDto>;

export const UpdateMemberInput = z.object({
  memberId: Id,
  role: RoleField.optional(),
  /** null: every property. */
  propertyIds: z.array(Id).max(500).nullable().optional(),
});
export type UpdateMemberInput = z.infer<typeof UpdateMemberInput>;

export const RemoveMemberInput = z.object({ memberId: Id });

export const InvitationDto = z.object({
  id: Id,
  email: z.string(),
  role: RoleField,
  status: z.enum(["pending", "accepted", "rejected", "canceled"]),
  expiresAt: Instant,
  createdAt: Instant,
});
export type InvitationDto = z.infer<typeof InvitationDto>;

export const InviteMemberInput = z.object({
  email: z.email(says("write an e-mail address, as name@example.org")),
  role: RoleField,
});
export type InviteMemberInput = z.infer<typeof InviteMemberInput>;

export const InvitationIdInput = z.object({ invitationId: Id });

/** What the invited person sees before accepting. */
export const InvitationPreviewDto = z.object({
  agencyName: z.string(),
  inviterName: z.string(),
  email: z.string(),
  role: RoleField,
  isOpen: z.boolean(),
});

export const SessionDto = z.object({
  id: Id,
  isCurrent: z.boolean(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: Instant,
  expiresAt: Instant,
});
export type SessionDto = z.infer<typeof SessionDto>;

export const RevokeSessionInput = z.object({ sessionId: Id });

export const ApiKeyDto = z.object({
  id: Id,
  name: z.string(),
  /** The first characters, to tell keys apart. */
  start: z.string(),
  permissions: z.array(z.enum(permissions)),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
});
export type ApiKeyDto = z.infer<typeof ApiKeyDto>;

export const CreateApiKeyInput = z.object({
  name: ShortText,
  permissions: z.array(z.enum(permissions)).min(1, "choose at least one permission"),
  expiresInDays: wholeNumber(1, 3650).nullable().default(365),
});
export type CreateApiKeyInput = z.infer<typeof CreateApiKeyInput>;

/** `key` is shown once and never again. */
export const CreatedApiKeyDto = z.object({ apiKey: ApiKeyDto, key: z.string() });

export const ApiKeyIdInput = z.object({ apiKeyId: Id });

/** A mail that an embedded installation kept instead of sending. */
export const KeptMailDto = z.object({
  id: Id,
  channel: z.string(),
  kind: z.string(),
  toAddress: z.string(),
  subject: z.string().nullable(),
  /** Null for what has left the installation. */
  body: z.string().nullable(),
  /** Where it leads: addresses, or paths of the app. */
  links: z.array(z.object({ label: z.string(), url: z.string() })),
  status: z.string(),
  reason: z.string().nullable(),
  createdAt: Instant,
});
