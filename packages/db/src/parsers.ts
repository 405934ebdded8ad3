import { AppError } from "@stead/kernel/errors";
import pg from "pg";

type Parse = (text: string) => unknown;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new AppError("INTERNAL", "an integer of the database exceeds the safe range");
  return value;
}

/** sum() of bigint is numeric: read it while it is whole, and never let money become text or a fraction. */
function wholeNumeric(text: string): number {
  if (!/^-?\d+$/.test(text))
    throw new AppError("INTERNAL", "a numeric with a fraction: cast it to bigint or double precision");
  return safeInteger(text);
}

/** The driver's own reader of a type. */
const driverParser: (oid: number, format?: "text" | "binary") => Parse = pg.types.getTypeParser;

const toDate = driverParser(pg.types.builtins.TIMESTAMPTZ);

/** ISO 8601 in UTC with milliseconds; `infinity` stays as it is. */
function isoInstant(text: string): string {
  const value = toDate(text);
  return value instanceof Date ? value.toISOString() : text;
}

const textArrayOid = 1009;
const parseTextArray = driverParser(textArrayOid);

function arrayOf(parse: Parse): Parse {
  const each = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(each) : typeof value === "string" ? parse(value) : value;
  return (text) => each(parseTextArray(text));
}

const asText: Parse = (text) => text;

const parsers = new Map<number, Parse>([
  [pg.types.builtins.INT8, safeInteger],
  [pg.types.builtins.NUMERIC, wholeNumeric],
  [pg.types.builtins.DATE, asText],
  [pg.types.builtins.TIMESTAMPTZ, isoInstant],
  [1016, arrayOf(safeInteger)],
  [1182, arrayOf(asText)],
  [1185, arrayOf(isoInstant)],
]);

/** How the lanes read a type from its text. */
export const textParser = (oid: number): Parse => parsers.get(oid) ?? driverParser(oid, "text");

/**
 * How one pool reads values; the driver's global parsers stay as they are, and Prisma brings its own with each query.
 * int8 and whole numeric: checked safe integer. DATE: `YYYY-MM-DD`. TIMESTAMPTZ: ISO 8601 text, as on the wire.
 */
export const laneTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (format === "binary" ? driverParser(oid, format) : textParser(oid)),
};
