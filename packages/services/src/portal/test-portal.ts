import { createAttempts, type Attempts } from "@stead/auth/attempts";
import type { PortalEntryDto } from "@stead/contracts/portal";
import { openSystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { RailContext } from "../context/index.ts";
import { openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { withRails } from "../context/test-rails.ts";
import { makeTenancy, type Tenancy } from "../context/test-tenancy.ts";
import { confirmCode, requestCode, resolveSession, type PortalContext } from "./index.ts";

export type DoorContext = TestContext & RailContext;

/** A database of one test file, with what counts tries. */
export type PortalHouse = TestHouse & { attempts: Attempts };

export async function openPortalHouse(): Promise<PortalHouse> {
  const house = await openTestHouse();
  const system = openSystemDb({ connectionString: house.database.systemUrl, min: 0, max: 4 });
  const close = async () => {
    await system.close();
    await house.close();
  };
  return { ...house, attempts: createAttempts(system), close };
}

/** An agency with a tenant who has a phone and an e-mail address, and the context of whoever stands at its door. */
export async function makePortal(
  house: PortalHouse,
  { phone = somePhone(), email = someEmail() }: { phone?: string; email?: string } = {},
): Promise<Tenancy & { door: DoorContext; member: DoorContext; phone: string; email: string }> {
  const tenancy = await makeTenancy(house);
  await house.arrange.query(
    "update contacts set phone = $2, email = $3 where id = $1",
    tenancy.tenant.id,
    phone,
    email,
  );
  const member = withRails(tenancy.ctx);
  const door = {
    ...member,
    actor: { kind: "system", id: null } as const,
    permissions: new Set<never>(),
    propertyIds: [],
  };
  return { ...tenancy, door, member, phone, email };
}

let made = 0;
export const somePhone = () => `+2547${String(10_000_000 + ++made)}`;
export const someEmail = () => `tenant${++made}@example.org`;

/** Somebody at a network address of their own, unless told otherwise. */
export function ask(house: PortalHouse, door: RailContext, address: string, clientAddress: string = newId()) {
  const input = { agency: "here", address };
  return requestCode({ ctx: door, input, attempts: house.attempts, clientAddress });
}

export function confirm(
  house: PortalHouse,
  door: RailContext,
  codeId: string,
  code: string,
  clientAddress: string = newId(),
) {
  const input = { agency: "here", codeId, code };
  return confirmCode({ ctx: door, input, attempts: house.attempts, clientAddress });
}

/** What was written to an address last: the code stands in it. */
export async function lastCode(house: PortalHouse, address: string): Promise<string | undefined> {
  const [row] = await house.arrange.query<{ body: string }>(
    "select body from messages where to_address = $1 and kind = 'portal_code' order by id desc limit 1",
    address,
  );
  return /\b\d{6}\b/.exec(row?.body ?? "")?.[0];
}

/** A code that was not sent. */
export const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

/** Asks for a code and enters with it. */
export async function enter(
  house: PortalHouse,
  door: RailContext,
  address: string,
): Promise<{ entry: PortalEntryDto; token: string; codeId: string }> {
  const { codeId } = await ask(house, door, address);
  const code = await lastCode(house, address);
  const { entry, session } = await confirm(house, door, codeId, code ?? "");
  return { entry, token: session?.token ?? "", codeId };
}

/** The context of a token's tenant, as the edge makes it; null for a token that is worth nothing. */
export async function tenantContext(door: DoorContext, token: string): Promise<PortalContext | null> {
  const identity = await resolveSession(door, token);
  if (identity === null) return null;
  const { contactId, sessionId, leaseIds, propertyIds } = identity;
  const actor = { kind: "contact", id: contactId } as const;
  return { ...door, actor, contactId, sessionId, leaseIds, propertyIds };
}

/** Signs a tenant in and gives the context. */
export async function signIn(house: PortalHouse, door: DoorContext, address: string): Promise<PortalContext> {
  const ctx = await tenantContext(door, (await enter(house, door, address)).token);
  if (ctx === null) throw new Error("the tenant was not let in");
  return ctx;
}
