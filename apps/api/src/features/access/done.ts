import { z } from "zod";

/** The answer of calls that have nothing to tell. */
export const Done = z.object({ isDone: z.literal(true) });
export const done = { isDone: true } as const;
