import type { LetterheadDto, UpdateLetterheadInput } from "@stead/contracts/documents";
import { editAgency, instantNow, recordAudit, type Verb } from "../context/index.ts";
import { readLetterhead } from "./queries.ts";

const write = {
  name: "letterhead_write",
  text: `insert into letterheads as l (agency_id, address, email, phone, tax_number, how_to_pay, footer, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (agency_id) do update set address = excluded.address, email = excluded.email, phone = excluded.phone,
      tax_number = excluded.tax_number, how_to_pay = excluded.how_to_pay, footer = excluded.footer, updated_at = excluded.updated_at,
      version = l.version + 1`,
};

/** Changes what stands on documents from now on; those that were made stay. Throws CONFLICT on a stale version. */
export async function updateLetterhead({ ctx, input }: Verb<UpdateLetterheadInput>): Promise<LetterheadDto> {
  return editAgency(ctx, { version: input.version, read: readLetterhead }, async (tx, before) => {
    const { address, email, phone, taxNumber, howToPay, footer } = input;
    const now = instantNow(ctx);
    await tx.sql(write, ctx.agencyId, address, email, phone, taxNumber, howToPay, footer, now);
    const after = await readLetterhead(tx.sql, ctx.agencyId);
    await recordAudit(tx, ctx, {
      action: "letterhead.updated",
      entityType: "agency",
      entityId: ctx.agencyId,
      before,
      after,
    });
    return after;
  });
}
