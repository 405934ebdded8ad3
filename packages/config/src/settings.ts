import { AppError, type FieldError } from "@stead/kernel/errors";
import { z } from "zod";

/** The variables of a process, as `process.env` gives them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What a process reads: a name and a rule for each variable. */
export type SettingsSchema = z.ZodObject<Readonly<Record<string, z.ZodType>>>;

/** Marks a setting whose value must not be shown anywhere. */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ isSecret: true });
}

/**
 * Reads a process's settings once, at its edge. A variable that is set to nothing counts as unset.
 *
 * Throws INVALID with every wrong variable at once: its name, what is wrong and what to do. Values of secrets are
 * never repeated.
 */
export function parseSettings<Schema extends SettingsSchema>(
  schema: Schema,
  variables: Variables,
): z.output<Schema> {
  const given = new Map(Object.keys(schema.shape).map((name) => [name, variables[name] || undefined]));
  const result = z.safeParse(schema, Object.fromEntries(given));
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => fieldError(schema, issue, given));
  const lines = fields.map(({ path, rule, message }) => `  ${path}: ${rule}; ${message}`);
  throw new AppError("INVALID", `the settings are not usable:\n${lines.join("\n")}`, { fields });
}

function fieldError(
  schema: SettingsSchema,
  { path, message }: z.core.$ZodIssue,
  given: ReadonlyMap<string, string | undefined>,
): FieldError {
  const name = path.map(String).join(".");
  const value = given.get(name);
  const field = schema.shape[name];
  const about = field && z.globalRegistry.get(field)?.description;
  const rule =
    value === undefined
      ? "it is not set"
      : `it is ${isSecret(field) ? "a hidden value" : JSON.stringify(value)}`;
  return { path: name, rule, message: about === undefined ? message : `${message} (${about})` };
}

function isSecret(field: z.ZodType | undefined): boolean {
  return field !== undefined && z.globalRegistry.get(field)?.["isSecret"] === true;
}

/** The settings as they may be logged: secrets, and passwords inside addresses, replaced. */
export function maskSettings(
  schema: SettingsSchema,
  settings: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, masked(schema.shape[name], value)]),
  );
}

function masked(field: z.ZodType | undefined, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (isSecret(field)) return "•••";
  return typeof value === "string" ? value.replace(/(\/\/[^:/@]*:)[^@]*@/, "$1•••@") : value;
}
