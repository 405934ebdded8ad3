import type { PropertyDto, SetPropertyOwnersInput } from "@stead/contracts/portfolio";
import { violationOf } from "@stead/db/errors";
import { invalidField } from "@stead/kernel/errors";
import {
  recordAudit,
  requirePermission,
  requirePropertyInScope,
  requireVersion,
  type Verb,
} from "../context/index.ts";
import { lockProperty, readProperty } from "./queries.ts";
import { checkOwnerShares } from "./rules.ts";

const raise = {
  name: "property_version_raise",
  text: "update properties set version = version + 1, updated_at = now() where agency_id = $1 and id = $2",
};
const clear = {
  name: "property_owners_clear",
  text: "delete from property_owners where agency_id = $1 and property_id = $2",
};
const write = {
  name: "property_owners_write",
  text: `insert into property_owners (agency_id, property_id, contact_id, share_ppm)
    select $1, $2, o.contact_id, o.share_ppm from unnest($3::uuid[], $4::int[]) as o (contact_id, share_ppm)`,
};
const giveRole = {
  name: "property_owners_role",
  text: `insert into contact_roles (agency_id, contact_id, role) select $1, unnest($2::uuid[]), 'owner'
    on conflict (agency_id, contact_id, role) do nothing`,
};

/**
 * Replaces the owners of a property. Shares in parts per million, together the whole, or no owners at all; each owner
 * gets the contact role `owner`. Throws INVALID for other shares or an unknown contact, CONFLICT on a stale version.
 */
export async function setPropertyOwners({ ctx, input }: Verb<SetPropertyOwnersInput>): Promise<PropertyDto> {
  requirePermission(ctx, "portfolio:write");
  requirePropertyInScope(ctx, input.id);
  checkOwnerShares(input.owners);
  const contactIds = input.owners.map(({ contactId }) => contactId);
  return ctx.db.transaction(async (tx) => {
    await tx.sql(lockProperty, ctx.agencyId, input.id);
    const before = await readProperty(tx.sql, ctx, input.id);
    requireVersion(before, input.version);
    await tx.sql(raise, ctx.agencyId, input.id);
    await tx.sql(clear, ctx.agencyId, input.id);
    try {
      await tx.sql(
        write,
        ctx.agencyId,
        input.id,
        contactIds,
        input.owners.map(({ sharePpm }) => sharePpm),
      );
    } catch (error) {
      if (violationOf(error)?.kind !== "foreign_key") throw error;
      throw invalidField("owners", "exists", "an owner is no contact of this agency; add the contact first");
    }
    await tx.sql(giveRole, ctx.agencyId, contactIds);
    const after = await readProperty(tx.sql, ctx, input.id);
    const shares = ({ owners }: PropertyDto) => ({
      owners: owners.map(({ contactId, sharePpm }) => ({ contactId, sharePpm })),
    });
    await recordAudit(tx, ctx, {
      action: "property.owners_set",
      entityType: "property",
      entityId: input.id,
      before: shares(before),
      after: shares(after),
    });
    return after;
  });
}
