import { AppError, isAppError } from "@stead/kernel/errors";
import pg from "pg";
import type { Scope } from "./scope.ts";

/** The driver's error behind an error of Prisma, which keeps neither code nor constraint of all of them. */
const origins = new WeakMap<object, pg.DatabaseError>();

/** Remembers which database error made Prisma throw `error`. */
export function linkOrigin(error: unknown, origin: unknown): void {
  if (typeof error === "object" && error !== null && error !== origin && origin instanceof pg.DatabaseError) {
    origins.set(error, origin);
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function originOf(error: unknown): pg.DatabaseError | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && typeof current === "object" && current !== null; depth++) {
    if (current instanceof pg.DatabaseError) return current;
    const origin = origins.get(current);
    if (origin) return origin;
    current = field(current, "cause");
  }
  return undefined;
}

/** What Prisma's driver adapter says about the database error: in `meta` of a known error, else in `cause`. */
function adapterCauseOf(error: unknown): unknown {
  return field(field(field(error, "meta"), "driverAdapterError"), "cause") ?? field(error, "cause");
}

/** The five-letter SQLSTATE of a database error of either lane, also one wrapped in an AppError. */
export function sqlState(error: unknown): string | undefined {
  return originOf(error)?.code ?? text(field(adapterCauseOf(error), "originalCode"));
}

/** The name of the constraint or unique index that an error of either lane broke. */
export function constraintOf(error: unknown): string | undefined {
  return originOf(error)?.constraint ?? text(field(field(adapterCauseOf(error), "constraint"), "index"));
}

const violations = {
  "23505": "unique",
  "23P01": "exclusion",
  "23514": "check",
  "23503": "foreign_key",
  "23001": "foreign_key",
  "23502": "not_null",
} as const;

export type Violation = {
  kind: (typeof violations)[keyof typeof violations];
  constraint: string | undefined;
};

/** Which rule of the schema an error of either lane broke; undefined for any other error. */
export function violationOf(error: unknown): Violation | undefined {
  const state = sqlState(error);
  const kind = Object.entries(violations).find(([code]) => code === state)?.[1];
  return kind && { kind, constraint: constraintOf(error) };
}

/** True for Prisma's "the record to change was not found" (P2025), which row-level security causes as well. */
export function isMissingRow(error: unknown): boolean {
  return field(error, "code") === "P2025";
}

/** True when the same transaction may succeed if it is run again: serialization failure or deadlock. */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state === "40001" || state === "40P01";
}

/** True when the server takes no writes: it is a copy, or was the primary until another took its place. */
export function isReadOnlyServer(error: unknown): boolean {
  return sqlState(error) === "25006";
}

const connectionCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "ETIMEDOUT",
  "57P01",
  "57P02",
  "57P03",
  "53300",
]);

/** True when the connection failed, not the statement. */
export function isConnectionFailure(error: unknown): boolean {
  const code = sqlState(error) ?? text(field(error, "code"));
  if (code !== undefined && (connectionCodes.has(code) || code.startsWith("08"))) return true;
  return (
    error instanceof Error &&
    /^(Connection terminated|Client has encountered a connection error|Client was closed)/.test(error.message)
  );
}

/**
 * What a lane throws: CANCELLED when the caller left, TIMEOUT after the deadline, UNAVAILABLE when the database cannot
 * be reached; else the error as it came, for the service that knows what the constraint means.
 */
export function laneError(error: unknown, scope: Scope): unknown {
  if (isAppError(error)) return error;
  const isCancelled = sqlState(error) === "57014";
  const isClosedByPrisma = field(error, "code") === "P2028";
  if (isCancelled || isClosedByPrisma) {
    if (scope.signal?.aborted)
      return new AppError("CANCELLED", "the request was cancelled", {}, { cause: error });
    // The server's clock and this one may differ by a moment.
    if (isCancelled || Date.now() >= scope.deadline - 50) {
      return new AppError("TIMEOUT", "the request took longer than its deadline", {}, { cause: error });
    }
  }
  if (isConnectionFailure(error) && scope.signal?.aborted)
    return new AppError("CANCELLED", "the request was cancelled", {}, { cause: error });
  if (isConnectionFailure(error))
    return new AppError("UNAVAILABLE", "the database cannot be reached", {}, { cause: error });
  if (isReadOnlyServer(error))
    return new AppError("UNAVAILABLE", "the database takes no writes at the moment", {}, { cause: error });
  return error;
}
