import { AppError, type FieldError } from "@stead/kernel/errors";
import { z } from "zod";

/** The variables of a process, as `process.env` gives them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Marks a setting whose value must not be shown anywhere. */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ isSecret: true });
}

/**
 * Reads a process's settings once, at its edge. A variable that is set to nothing counts as unset.
 *
 * Throws INVALID with every wrong variable at once: its name, the rule it breaks and what to do. Values of secrets are
 * never repeated.
 */
export function parseSettings<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  variables: Variables,
): z.output<z.ZodObject<Shape>> {
  const known = Object.keys(schema.shape).map((name) => [
    name,
    variables[name] === "" ? undefined : variables[name],
  ]);
  const given: Record<string, string | undefined> = Object.fromEntries(known);
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => fieldError(schema, issue, given));
  const lines = fields.map(({ path, rule, message }) => `  ${path}: ${rule}; ${message}`);
  throw new AppError("INVALID", `the settings are not usable:\n${lines.join("\n")}`, { fields });
}

function fieldError(schema: z.ZodObject, issue: z.core.$ZodIssue, given: Variables): FieldError {
  const path = issue.path.map(String).join(".");
  const value = given[path];
  const field = schema.shape[path];
  const description = field && z.globalRegistry.get(field)?.description;
  const shown = isSecret(field) ? "a hidden value" : JSON.stringify(value);
  const rule = value === undefined ? "it is not set" : `it is ${shown}`;
  return { path, rule, message: `${issue.message}${description ? ` (${description})` : ""}` };
}

function isSecret(field: z.core.$ZodType | undefined): boolean {
  return field !== undefined && z.globalRegistry.get(field)?.["isSecret"] === true;
}

/** The settings as they may be logged: secrets, and passwords inside addresses, replaced. */
export function maskSettings<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  settings: z.output<z.ZodObject<Shape>>,
): Record<string, unknown> {
  const fields: Readonly<Record<string, z.core.$ZodType | undefined>> = schema.shape;
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, masked(fields[name], value)]),
  );
}

function masked(field: z.core.$ZodType | undefined, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (isSecret(field)) return "•••";
  return typeof value === "string" ? value.replace(/(\/\/[^:/@]*:)[^@]*@/, "$1•••@") : value;
}
