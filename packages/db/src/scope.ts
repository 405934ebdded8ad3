import { AppError, assert } from "@stead/kernel/errors";
import { isId } from "@stead/kernel/ids";
import type { Statement } from "./statement.ts";

/** Whose rows a call sees and how long it may take. */
export type Scope = {
  /** Empty for the system role, which belongs to no agency: agency policies then fail instead of matching nothing. */
  agencyId: string;
  /** Epoch milliseconds after which no statement starts and running ones are cancelled by the server. */
  deadline: number;
  /** Ends the running statement and refuses further ones. */
  signal?: AbortSignal | undefined;
};

/**
 * Sets agency and time limit for the statement behind it in the same implicit transaction. It returns no row, so the
 * result of that statement stands alone; `or` makes both calls run.
 */
export const prologue: Statement = {
  name: "scope",
  text: `select where set_config('stead.agency_id', $1, true) is null or set_config('statement_timeout', $2, true) is null`,
};

/** The same behind a pooler, where a caller who leaves breaks off: the server looks each second whether somebody is there. */
export const pooledPrologue = {
  text: `${prologue.text} or set_config('client_connection_check_interval', '1s', true) is null`,
};

/** Whole milliseconds left. Throws CANCELLED when the caller is gone, TIMEOUT when the deadline has passed. */
export function remainingMs({ deadline, signal }: Scope): number {
  if (signal?.aborted) throw new AppError("CANCELLED", "the request was cancelled");
  const leftMs = Math.floor(deadline - Date.now());
  if (leftMs <= 0) throw new AppError("TIMEOUT", "the request took longer than its deadline");
  return leftMs;
}

export function prologueValues(scope: Scope): [agencyId: string, timeoutMs: string] {
  return [scope.agencyId, String(remainingMs(scope))];
}

/** BEGIN with the scope in one message. `set local` and not `select`: a query would forbid a later isolation level. */
export function beginText(scope: Scope, isolationLevel?: IsolationLevel): string {
  assert(scope.agencyId === "" || isId(scope.agencyId), "an agency id is a UUID");
  const begin = isolationLevel ? `begin isolation level ${isolationSql[isolationLevel]}` : "begin";
  return `${begin}; set local stead.agency_id = '${scope.agencyId}'; set local statement_timeout = ${remainingMs(scope)}`;
}

const isolationSql = { RepeatableRead: "repeatable read", Serializable: "serializable" } as const;

export type IsolationLevel = keyof typeof isolationSql;
