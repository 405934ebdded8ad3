import type { SessionIdentity } from "@stead/auth/identity";
import type { MeDto } from "@stead/contracts/access";
import { rolePermissions } from "@stead/contracts/permissions";
import { today } from "@stead/kernel/clock";
import type { ApiContext } from "../../trpc/context.ts";

/** Who is signed in, where they may work, and what they may do there. */
export async function describeMe(
  { deps }: Pick<ApiContext, "deps">,
  { user, session, membership }: SessionIdentity,
): Promise<MeDto> {
  const agencies = await deps.auth.listAgencies(user.id);
  const known = { sessionId: session.id, user, agencies };
  if (membership === null)
    return { ...known, agency: null, role: null, permissions: [], propertyIds: null, today: null };
  const { policies: _policies, plan: _plan, ...agency } = membership.agency;
  return {
    ...known,
    agency,
    role: membership.role,
    permissions: [...rolePermissions[membership.role]],
    propertyIds: membership.propertyIds === null ? null : [...membership.propertyIds],
    today: today(deps.clock, agency.timeZone),
  };
}
