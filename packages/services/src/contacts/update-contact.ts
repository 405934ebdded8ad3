import type { ContactDto, UpdateContactInput } from "@stead/contracts/contacts";
import {
  givenFields,
  readOne,
  recordAudit,
  requirePermission,
  requireVersion,
  type Verb,
} from "../context/index.ts";
import { readContact, runningLeases, writeRoles } from "./queries.ts";
import { checkContactArchivable, readEmail, readPhone } from "./rules.ts";

const lock = {
  name: "contact_lock",
  text: "select id from contacts where agency_id = $1 and id = $2 for update",
};

/**
 * Changes the fields that are given; given roles replace the old ones. Throws CONFLICT on a stale version, INVALID for
 * a phone number that cannot exist, PRECONDITION when somebody with leases that run would be archived.
 */
export async function updateContact({ ctx, input }: Verb<UpdateContactInput>): Promise<ContactDto> {
  requirePermission(ctx, "contacts:write");
  return ctx.db.transaction(async (tx) => {
    await tx.sql(lock, ctx.agencyId, input.id);
    const before = await readContact(tx.sql, ctx, input.id);
    requireVersion(before, input.version);
    const running = await readOne<{ count: number }>(tx.sql, runningLeases, ctx.agencyId, input.id);
    checkContactArchivable(input, running?.count ?? 0);
    const { roles, ...fields } = givenFields(input);
    const data = {
      ...fields,
      ...(fields.email !== undefined && { email: readEmail(fields.email) }),
      ...(fields.phone !== undefined && { phone: readPhone(fields.phone, ctx.agency.country) }),
      version: { increment: 1 },
    };
    await tx.prisma.contact.update({
      where: { agencyId_id: { agencyId: ctx.agencyId, id: input.id } },
      data,
    });
    if (roles !== undefined) await writeRoles(tx.sql, ctx, input.id, roles);
    const after = await readContact(tx.sql, ctx, input.id);
    await recordAudit(tx, ctx, {
      action: "contact.updated",
      entityType: "contact",
      entityId: input.id,
      before: stored(before),
      after: stored(after),
    });
    return after;
  });
}

/** What the contact itself holds, without what is read from leases, properties and namesakes. */
function stored({ kind, name, email, phone, address, taxNumber, notes, roles, status }: ContactDto) {
  return { kind, name, email, phone, address, taxNumber, notes, roles, status };
}
