import { maxBulkRows, type BulkPreviewDto, type PreviewBulkInput } from "@stead/contracts/bulk";
import { requirePermission, type Verb } from "../context/index.ts";
import { openList } from "./open-list.ts";

const shownLabels = 5;

/** How many records a change to everything on a list would reach, all counted, and the first few by name. */
export async function previewBulk({ ctx, input }: Verb<PreviewBulkInput>): Promise<BulkPreviewDto> {
  requirePermission(ctx, "bulk:write");
  return ctx.db.transaction(async (tx) => {
    const { count, batches } = await openList(tx, ctx, input);
    const labels: string[] = [];
    for await (const batch of batches) {
      labels.push(...batch.slice(0, shownLabels).map(({ label }) => label));
      break;
    }
    return { count, isTooMany: count > maxBulkRows, labels };
  });
}
