import { z } from "zod";
import { stripeErrors } from "./errors.ts";
import { readForm, whole } from "./forms.ts";

const instant = z.union([
  whole,
  z.object({ gt: whole.optional(), gte: whole.optional(), lt: whole.optional(), lte: whole.optional() }),
]);

const Page = z.object({
  limit: whole.pipe(z.number().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  created: instant.optional(),
});

type Listed = { id: string; created: number };

function isWithin(created: number, wanted: z.output<typeof instant> | undefined): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === "number") return created === wanted;
  const { gt = -1, gte = 0, lt = Infinity, lte = Infinity } = wanted;
  return created > gt && created >= gte && created < lt && created <= lte;
}

/** A page of objects, newest first, as Stripe's lists are. `rows` come oldest first. */
export function paginate<Row extends Listed>(
  rows: readonly Row[],
  form: Record<string, unknown>,
  url: string,
): { object: "list"; data: Row[]; has_more: boolean; url: string } {
  const { limit, starting_after: after, ending_before: before, created } = readForm(Page, form);
  const newest = rows.filter((row) => isWithin(row.created, created)).toReversed();
  const at = newest.findIndex(({ id }) => id === (after ?? before));
  if ((after ?? before) !== undefined && at < 0) {
    throw stripeErrors.noSuch(
      "object",
      String(after ?? before),
      after === undefined ? "ending_before" : "starting_after",
    );
  }
  if (before !== undefined && after === undefined) {
    const start = Math.max(0, at - limit);
    return { object: "list", data: newest.slice(start, at), has_more: start > 0, url };
  }
  const rest = newest.slice(at + 1);
  return { object: "list", data: rest.slice(0, limit), has_more: rest.length > limit, url };
}
