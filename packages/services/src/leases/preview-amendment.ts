import type { AmendLeaseInput, AmendmentPreviewDto } from "@stead/contracts/leases";
import { formatDays } from "@stead/kernel/dates";
import { requirePermission, type Verb } from "../context/index.ts";
import { amendTerms } from "./amend-terms.ts";
import { changeLease, undoing } from "./write-lease.ts";

/** What an amendment would charge and credit for periods that were billed, without writing: its work, undone. */
export async function previewAmendment({ ctx, input }: Verb<AmendLeaseInput>): Promise<AmendmentPreviewDto> {
  requirePermission(ctx, "leases:read");
  return undoing((keep) =>
    changeLease(ctx, async (tx, taking) => {
      const { lease, settled } = await amendTerms(tx, ctx, input, taking);
      const lines = settled.differences.map(
        ({ description, periodStart, periodEnd, netMinor, taxMinor, explanation }) => ({
          label: `${description}, ${formatDays(periodStart, periodEnd)}`,
          amountMinor: netMinor + taxMinor,
          explanation,
        }),
      );
      const { chargedMinor, creditedMinor } = settled;
      return keep({ currency: lease.currency, lines, chargedMinor, creditedMinor });
    }),
  );
}
