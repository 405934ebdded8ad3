import type { Membership, SessionIdentity } from "@stead/auth/identity";
import type { CreateAgencyInput, MeDto } from "@stead/contracts/access";
import { AppError } from "@stead/kernel/errors";
import { setUpAgency } from "@stead/services/agency";
import { serviceContext, type ApiContext } from "../../trpc/context.ts";
import { auditAccess } from "./audit.ts";
import { describeMe } from "./me.ts";

/** The session as it is after its agency has changed. */
async function afterwards(ctx: ApiContext): Promise<MeDto> {
  const resolved = await ctx.deps.auth.resolveSession(ctx.headers);
  if (resolved === null) throw new AppError("UNAUTHENTICATED", "sign in first");
  return describeMe(ctx, resolved);
}

/** Makes an agency that the person owns, with its books, and lets the session work in it. */
export async function createAgency(
  ctx: ApiContext,
  person: SessionIdentity,
  input: CreateAgencyInput,
): Promise<MeDto> {
  const { auth } = ctx.deps;
  const { currency, timeZone, country, locale, name } = input;
  const membership = (agencyId: string): Membership => ({
    memberId: agencyId,
    role: "owner",
    agency: {
      id: agencyId,
      name,
      currency,
      timeZone,
      country,
      locale,
      policies: {},
      plan: { status: null, planName: null, limits: null },
    },
    propertyIds: null,
  });
  const founding = (agencyId: string) =>
    serviceContext(
      { ...ctx, caller: { ...person, kind: "session", membership: membership(agencyId) } },
      membership(agencyId),
    );
  const agency = await auth.createAgency({
    userId: person.user.id,
    input,
    setUp: async (agencyId) => {
      const services = founding(agencyId);
      await setUpAgency({ ctx: services });
      await auditAccess(services, {
        action: "agency.created",
        entityType: "agency",
        entityId: agencyId,
        after: { currency, timeZone, country, locale },
      });
    },
  });
  await auth.chooseAgency({ userId: person.user.id, sessionId: person.session.id, agencyId: agency.id });
  return afterwards(ctx);
}

/** Lets the session work in another agency of the person. */
export async function chooseAgency(
  ctx: ApiContext,
  person: SessionIdentity,
  agencyId: string,
): Promise<MeDto> {
  await ctx.deps.auth.chooseAgency({ userId: person.user.id, sessionId: person.session.id, agencyId });
  return afterwards(ctx);
}
