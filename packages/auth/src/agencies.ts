import type { CreateAgencyInput } from "@stead/contracts/access";
import { roles, type Role } from "@stead/contracts/permissions";
import type { SystemDb } from "@stead/db/system";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";

export type AgencyChoice = { id: string; name: string; role: Role };

/** The agencies that a person is a member of, by name. */
export async function listAgencies(system: SystemDb, userId: string): Promise<AgencyChoice[]> {
  const members = await system.prisma.member.findMany({
    where: { userId },
    include: { agency: { select: { id: true, name: true } } },
    orderBy: { agency: { name: "asc" } },
    take: 200,
  });
  return members.flatMap(({ agency, role }) => {
    const known = roles.find((candidate) => candidate === role);
    return known ? [{ ...agency, role: known }] : [];
  });
}

function slugOf(name: string, id: string): string {
  const words = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return `${words.slice(0, 40) || "agency"}-${id.slice(-6)}`;
}

export type NewAgency = { id: string; memberId: string };

/**
 * Makes an agency and its first owner. Between the two, `setUp` gives the agency its accounts and schedules under its
 * own row-level security: until the owner exists nobody can enter, so a failure leaves nothing that anybody sees.
 */
export async function createAgency(
  system: SystemDb,
  {
    userId,
    input,
    setUp,
  }: { userId: string; input: CreateAgencyInput; setUp: (agencyId: string) => Promise<void> },
): Promise<NewAgency> {
  const id = newId();
  const { name, currency, timeZone, country, locale } = input;
  await system.prisma.agency.create({
    data: { id, name, slug: slugOf(name, id), currency, timeZone, country, locale },
  });
  await setUp(id);
  const member = await system.prisma.member.create({
    data: { id: newId(), agencyId: id, userId, role: "owner" },
  });
  return { id, memberId: member.id };
}

/** Lets a session work in an agency of its person. Throws NOT_FOUND when the person is no member. */
export async function chooseAgency(
  system: SystemDb,
  { userId, sessionId, agencyId }: { userId: string; sessionId: string; agencyId: string },
): Promise<void> {
  const member = await system.prisma.member.findFirst({ where: { userId, agencyId } });
  if (member === null) throw new AppError("NOT_FOUND", "there is no such agency");
  await system.prisma.session.updateMany({
    where: { id: sessionId, userId },
    data: { activeAgencyId: agencyId },
  });
}
