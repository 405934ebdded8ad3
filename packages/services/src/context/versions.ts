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
