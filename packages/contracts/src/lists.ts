import { z } from "zod";
import { wholeNumber } from "./fields.ts";

/** At this many rows a list stops counting and says "1,000+". */
export const totalCap = 1000;

/** The total of a list of which no more than `totalCap + 1` rows were counted. */
export function totalOf(count: number): { count: number; isCapped: boolean } {
  return { count: Math.min(count, totalCap), isCapped: count > totalCap };
}

/** What every list takes besides its filters. Cursors are opaque: hand back what the last page gave. */
export const pageFields = {
  q: z.string().trim().max(100, "at most 100 characters").optional(),
  cursor: z.string().max(2_048).optional(),
  limit: wholeNumber(1, 200).default(50),
  order: z.enum(["asc", "desc"]).optional(),
};

/** The answer of every list. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: z.object({ count: z.int(), isCapped: z.boolean() }),
  });
}

export type Page<Item> = {
  items: Item[];
  nextCursor: string | null;
  total: { count: number; isCapped: boolean };
};
