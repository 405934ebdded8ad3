import { createPasswordHasher } from "@stead/auth/passwords";
import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { demoAccounts, demoPassword } from "./accounts.ts";
import type { Region } from "./people.ts";

export type DemoAgency = {
  id: string;
  region: Region;
  name: string;
  slug: string;
  currency: string;
  timeZone: string;
  country: string;
  locale: string;
};

/** The two agencies of the demonstration. */
export function inventAgencies(): DemoAgency[] {
  return [
    {
      id: newId(),
      region: "chicago",
      name: "Lakeshore Homes",
      slug: "lakeshore-homes",
      currency: "USD",
      timeZone: "America/Chicago",
      country: "US",
      locale: "en-US",
    },
    {
      id: newId(),
      region: "nairobi",
      name: "Savanna Lettings",
      slug: "savanna-lettings",
      currency: "KES",
      timeZone: "Africa/Nairobi",
      country: "KE",
      locale: "en-KE",
    },
  ];
}

/** Writes the agencies and the people who may sign in; every person is a member of both. Returns the owner's id. */
export async function writeDirectory(system: SystemDb, agencies: readonly DemoAgency[]): Promise<string> {
  const password = await createPasswordHasher().hash(demoPassword);
  const users = demoAccounts.map((account) => ({ ...account, id: newId() }));
  await system.transaction(async ({ prisma }) => {
    await prisma.agency.createMany({ data: agencies.map(({ region: _, ...agency }) => agency) });
    await prisma.user.createMany({
      data: users.map(({ id, name, email, isOperator }) => ({
        id,
        name,
        email,
        emailVerified: true,
        role: isOperator ? "operator" : "user",
      })),
    });
    await prisma.credential.createMany({
      data: users.map(({ id }) => ({
        id: newId(),
        userId: id,
        accountId: id,
        providerId: "credential",
        password,
      })),
    });
    await prisma.member.createMany({
      data: agencies.flatMap((agency) =>
        users.flatMap(({ id, role }) =>
          role === null ? [] : [{ id: newId(), agencyId: agency.id, userId: id, role }],
        ),
      ),
    });
  });
  const owner = users.find((user) => user.role === "owner");
  if (!owner) throw new Error("the demonstration needs an owner");
  return owner.id;
}
