import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { PasswordHasher } from "./passwords.ts";

export type NewUser = { name: string; email: string; password: string; isOperator?: boolean };

/** Makes an account without a browser: the first operator, the accounts of a demonstration. Leaves an existing one as it is. */
export async function createUser(
  { system, hasher }: { system: SystemDb; hasher: PasswordHasher },
  { name, email, password, isOperator = false }: NewUser,
): Promise<{ id: string }> {
  const address = email.trim().toLowerCase();
  const existing = await system.prisma.user.findUnique({ where: { email: address }, select: { id: true } });
  if (existing) return existing;
  const id = newId();
  const hash = await hasher.hash(password);
  return system.transaction(async ({ prisma }) => {
    await prisma.user.create({
      data: { id, name, email: address, emailVerified: true, role: isOperator ? "operator" : "user" },
    });
    await prisma.credential.create({
      data: { id: newId(), userId: id, accountId: id, providerId: "credential", password: hash },
    });
    return { id };
  });
}
