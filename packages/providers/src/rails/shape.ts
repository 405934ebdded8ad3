import type { z } from "zod";
import { AppError, isAppError } from "@stead/kernel/errors";

/** The shape, or INVALID that names the field and never its value. */
export function parseShape<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
  what: string,
): z.output<Shape> {
  const { data, error } = shape.safeParse(value);
  if (error === undefined) return data;
  const field = error.issues[0]?.path.join(".") ?? "";
  throw new AppError(
    "INVALID",
    `${what}: ${field === "" ? "it has another form" : `${field} is wrong or missing`}`,
  );
}

/** JSON of the bytes of a request. Throws INVALID. */
export function parseBody(body: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as unknown;
  } catch {
    throw new AppError("INVALID", `${what}: it is no JSON text`);
  }
}

/** What of a list can be read, and how much cannot: one bad row hides no other. */
export function readEach<Row, Read>(
  rows: readonly Row[],
  read: (row: Row) => Read,
): { read: Read[]; unreadableCount: number } {
  const found: Read[] = [];
  for (const row of rows) {
    try {
      found.push(read(row));
    } catch (error) {
      if (!isAppError(error, "INVALID")) throw error;
    }
  }
  return { read: found, unreadableCount: rows.length - found.length };
}
