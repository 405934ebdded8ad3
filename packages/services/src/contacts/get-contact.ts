import type { ContactDto } from "@stead/contracts/contacts";
import { requirePermission, type Verb } from "../context/index.ts";
import { readContact } from "./queries.ts";

/** One contact with its leases, properties and others with the same e-mail or phone. Throws NOT_FOUND. */
export async function getContact({ ctx, input }: Verb<{ id: string }>): Promise<ContactDto> {
  requirePermission(ctx, "contacts:read");
  return readContact(ctx.db.sql, ctx, input.id);
}
