import type { AgencyDto, UpdateAgencyInput } from "@stead/contracts/agency";
import { AppError } from "@stead/kernel/errors";
import { moveSchedules } from "@stead/queue/schedules";
import { editAgency, givenFields, recordAudit, type Verb } from "../context/index.ts";
import { readAgency } from "./queries.ts";
import { mergePolicies } from "./rules.ts";
import { writeSchedules } from "./write-schedules.ts";

/**
 * Changes the agency's record; given policies replace those of the same name, the others stay.
 * Throws CONFLICT on a stale version, PRECONDITION when the currency is changed after the first lease (domain rules:
 * currency).
 */
export async function updateAgency({ ctx, input }: Verb<UpdateAgencyInput>): Promise<AgencyDto> {
  return editAgency(ctx, { version: input.version, read: readAgency }, async (tx, before) => {
    if (input.currency !== undefined && input.currency !== before.currency && !before.canChangeCurrency) {
      throw new AppError("PRECONDITION", "the currency stays as it is after the first lease", {
        currency: before.currency,
      });
    }
    const { policies: edit, ...fields } = givenFields(input);
    const policies = mergePolicies(before.policies, edit ?? {});
    await tx.prisma.agency.update({
      where: { id: ctx.agencyId },
      data: {
        ...fields,
        policies,
        version: { increment: 1 },
      },
    });
    const after = await readAgency(tx.sql, ctx.agencyId);
    await writeSchedules(tx, ctx, after);
    await moveSchedules(tx, ctx, after.timeZone);
    await recordAudit(tx, ctx, {
      action: "agency.updated",
      entityType: "agency",
      entityId: ctx.agencyId,
      before: { ...before, ...before.policies, policies: null },
      after: { ...after, ...after.policies, policies: null },
    });
    return after;
  });
}
