import { AppError } from "@stead/kernel/errors";
import { z } from "zod";

/** The input by its schema, or INVALID with what is wrong. */
export function readInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new AppError("INVALID", z.prettifyError(parsed.error));
}

/** The `:id` of a path. */
export function idOf(request: { params: unknown }): string {
  return readInput(z.object({ id: z.string() }), request.params).id;
}
