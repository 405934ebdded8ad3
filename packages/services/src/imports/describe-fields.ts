import type { ImportFieldDto } from "@stead/contracts/imports";
import type { z } from "zod";
import type { ReadCell } from "./read-cell.ts";

/** What a column of a file may become. `isRequired` is part of the type: a required one is never null in a draft. */
export type Field<Value = unknown, Required extends boolean = boolean> = {
  label: string;
  isRequired: Required;
  help: string;
  example: string;
  /** How headers call it, beside its label. */
  names: readonly string[];
  read: ReadCell<Value>;
};

export type Fields = Readonly<Record<string, Field>>;

/** A row as read: each field's value, or null when its cell was blank or its column not mapped. */
export type Draft<F extends Fields> = {
  [Name in keyof F]: F[Name] extends Field<infer Value, infer Required>
    ? Required extends true
      ? Exclude<Value, null>
      : Value | null
    : never;
};

type FieldText = { label: string; help?: string; example: string; names?: readonly string[] };

/** A field that may be left out. */
export function optional<Value>(
  read: ReadCell<Value>,
  { label, help = "", example, names = [] }: FieldText,
): Field<Value, false> {
  return { label, help, example, names, read, isRequired: false };
}

/** A field that every row must have. */
export function required<Value>(
  read: ReadCell<Value>,
  { label, help = "", example, names = [] }: FieldText,
): Field<Value, true> {
  return { label, help, example, names, read, isRequired: true };
}

/** The fields as people see them. */
export function describeFields(fields: Fields): z.infer<typeof ImportFieldDto>[] {
  return Object.entries(fields).map(([name, { label, isRequired, help, example }]) => ({
    name,
    label,
    isRequired,
    help,
    example,
  }));
}
