import type { Role } from "@stead/contracts/permissions";
import { roles } from "@stead/contracts/permissions";
import type { SystemDb } from "@stead/db/system";

export type SignedInUser = {
  id: string;
  name: string;
  email: string;
  hasTwoFactor: boolean;
  isOperator: boolean;
};

export type SessionFacts = { id: string; token: string; expiresAt: string; updatedAt: string };

/** The agency of a member, as stored; `policies` still has to pass the contract's schema. */
export type AgencyRecord = {
  id: string;
  name: string;
  currency: string;
  timeZone: string;
  country: string;
  locale: string;
  policies: unknown;
  /** What the agency is on; without a subscription that is the plan for those. */
  plan: { status: string | null; planName: string | null; limits: unknown };
};

export type Membership = {
  memberId: string;
  role: Role;
  agency: AgencyRecord;
  /** Properties the member is limited to; null when not limited. */
  propertyIds: readonly string[] | null;
};

/** Who calls: a person in a browser, and where the person works. */
export type SessionIdentity = { user: SignedInUser; session: SessionFacts; membership: Membership | null };

/** Who calls: a program, for one agency, with what its maker may still do. */
export type ApiKeyIdentity = {
  apiKeyId: string;
  makerId: string;
  permissions: readonly string[];
  expiresAt: string | null;
  membership: Membership;
};

const membershipColumns = `
  m.id as "memberId", m.role, m.scope,
  (select coalesce(jsonb_agg(p.property_id), '[]') from member_properties p
    where p.agency_id = m.agency_id and p.member_id = m.id) as "propertyIds",
  a.id as "agencyId", a.name as "agencyName", a.currency, a.time_zone as "timeZone", a.country, a.locale, a.policies,
  b.status as "planStatus", coalesce(bp.name, dp.name) as "planName", coalesce(b.limits, dp.limits) as "planLimits"`;

/** The agency's subscription, and the plan of those without one. */
const planJoins = `
    left join subscriptions b on b.agency_id = a.id
    left join plans bp on bp.id = b.plan_id
    left join plans dp on dp.is_default and dp.is_active and b.plan_id is null`;

type MembershipRow = {
  memberId: string | null;
  role: string;
  scope: string;
  propertyIds: string[];
  agencyId: string;
  agencyName: string;
  currency: string;
  timeZone: string;
  country: string;
  locale: string;
  policies: unknown;
  planStatus: string | null;
  planName: string | null;
  planLimits: unknown;
};

type SessionRow = MembershipRow & {
  sessionId: string;
  expiresAt: string;
  updatedAt: string;
  userId: string;
  userName: string;
  email: string;
  hasTwoFactor: boolean;
  platformRole: string | null;
};

const bySession = {
  name: "identity_by_session",
  text: `select s.id as "sessionId", s.expires_at as "expiresAt", s.updated_at as "updatedAt",
      u.id as "userId", u.name as "userName", u.email, coalesce(u.two_factor_enabled, false) as "hasTwoFactor", u.role as "platformRole",
      ${membershipColumns}
    from sessions s
    join users u on u.id = s.user_id
    left join members m on m.user_id = u.id and m.agency_id = s.active_agency_id
    left join agencies a on a.id = m.agency_id${planJoins}
    where s.token = $1 and s.expires_at > now() and not coalesce(u.banned, false)`,
};

type ApiKeyRow = MembershipRow & {
  apiKeyId: string;
  permissions: string[];
  expiresAt: string | null;
  makerId: string;
};

const byApiKey = {
  name: "identity_by_api_key",
  text: `select k.id as "apiKeyId", coalesce(k.permissions, '[]')::jsonb as permissions, k.expires_at as "expiresAt", m.user_id as "makerId", ${membershipColumns}
    from api_keys k
    join members m on m.agency_id = k.reference_id and m.user_id = (k.metadata::jsonb ->> 'makerId')::uuid
    join users u on u.id = m.user_id
    join agencies a on a.id = m.agency_id${planJoins}
    where k.key = $1 and coalesce(k.enabled, true) and (k.expires_at is null or k.expires_at > now()) and not coalesce(u.banned, false)`,
};

function isRole(value: string): value is Role {
  return roles.some((role) => role === value);
}

function membershipOf(row: MembershipRow): Membership | null {
  if (row.memberId === null || !isRole(row.role)) return null;
  const { agencyId: id, agencyName: name, currency, timeZone, country, locale, policies } = row;
  const plan = { status: row.planStatus, planName: row.planName, limits: row.planLimits };
  return {
    memberId: row.memberId,
    role: row.role,
    agency: { id, name, currency, timeZone, country, locale, policies, plan },
    propertyIds: row.scope === "all" ? null : row.propertyIds,
  };
}

/** Person, session, agency, role and property scope of a session's token, in one statement. */
export async function findSession(system: SystemDb, token: string): Promise<SessionIdentity | null> {
  const [row] = await system.sql<SessionRow>(bySession, token);
  if (!row) return null;
  return {
    user: {
      id: row.userId,
      name: row.userName,
      email: row.email,
      hasTwoFactor: row.hasTwoFactor,
      isOperator: row.platformRole === "operator",
    },
    session: { id: row.sessionId, token, expiresAt: row.expiresAt, updatedAt: row.updatedAt },
    membership: membershipOf(row),
  };
}

/** The key's agency, with the present role and scope of the key's maker; null when the maker has left. */
export async function findApiKey(system: SystemDb, keyHash: string): Promise<ApiKeyIdentity | null> {
  const [row] = await system.sql<ApiKeyRow>(byApiKey, keyHash);
  const membership = row && membershipOf(row);
  if (!row || !membership) return null;
  const { apiKeyId, makerId, permissions, expiresAt } = row;
  return { apiKeyId, makerId, permissions, expiresAt, membership };
}
