import { AppError } from "@stead/kernel/errors";

/** Throws CONFLICT when the record was changed after the editor read it. */
export function requireVersion(record: { version: number }, version: number): void {
  if (record.version !== version) {
    throw new AppError("CONFLICT", "somebody changed this meanwhile; look at the new state and try again", {
      yourVersion: version,
      currentVersion: record.version,
    });
  }
}

/** The record, or NOT_FOUND in words. */
export function requireFound<T>(record: T | null | undefined, what: string): T {
  if (record === null || record === undefined) throw new AppError("NOT_FOUND", `there is no such ${what}`);
  return record;
}

/** The fields that an edit gives: without those left out, and without what names the record. */
type Given<Input> = {
  [Key in Exclude<keyof Input, "id" | "version">]?: Exclude<Input[Key], undefined>;
};

export function givenFields<Input extends object>(input: Input): Given<Input> {
  const given = Object.entries(input).filter(
    ([key, value]) => value !== undefined && key !== "id" && key !== "version",
  );
  return Object.fromEntries(given) as Given<Input>;
}
