import type { ContactDto, CreateContactInput } from "@stead/contracts/contacts";
import { newId } from "@stead/kernel/ids";
import { recordAudit, requirePermission, type Verb } from "../context/index.ts";
import { readContact, writeRoles } from "./queries.ts";
import { readEmail, readPhone } from "./rules.ts";

/**
 * Adds a contact. The phone is read with the agency's country and kept as E.164. Others with the same e-mail or phone
 * are named in `similar`: a warning, not an error. Throws INVALID for a phone number that cannot exist.
 */
export async function createContact({ ctx, input }: Verb<CreateContactInput>): Promise<ContactDto> {
  requirePermission(ctx, "contacts:write");
  const id = newId();
  const { roles, ...fields } = input;
  const data = {
    ...fields,
    email: readEmail(input.email),
    phone: readPhone(input.phone, ctx.agency.country),
  };
  return ctx.db.transaction(async (tx) => {
    await tx.prisma.contact.create({ data: { agencyId: ctx.agencyId, id, ...data } });
    await writeRoles(tx.sql, ctx, id, roles);
    await recordAudit(tx, ctx, {
      action: "contact.created",
      entityType: "contact",
      entityId: id,
      after: { ...data, roles },
    });
    return readContact(tx.sql, ctx, id);
  });
}
