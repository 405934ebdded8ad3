import { randomInt } from "node:crypto";
import type { ErrorClass } from "@stead/contracts/queues";
import { AppError, isAppError, type ErrorCode } from "@stead/kernel/errors";

/** What is wrong with the input, the state or the right stays wrong; INTERNAL is a mistake of ours. */
const classes: Record<ErrorCode, ErrorClass> = {
  UNAUTHENTICATED: "never",
  FORBIDDEN: "never",
  NOT_FOUND: "never",
  INVALID: "never",
  PRECONDITION: "never",
  TOO_LARGE: "never",
  CONFLICT: "retry",
  TOO_MANY: "retry",
  TIMEOUT: "retry",
  CANCELLED: "retry",
  UNAVAILABLE: "retry",
  INTERNAL: "bug",
};

/** Thrown by a handler that knows when another try makes sense: the job waits until then, and no try is counted. */
export class RetryLater extends AppError {
  /** Epoch milliseconds. */
  readonly atMs: number;

  constructor(atMs: number, message: string, options?: ErrorOptions) {
    super("UNAVAILABLE", message, {}, options);
    this.atMs = atMs;
  }
}

/** Whether another try may help. An error that nobody foresaw is a mistake in the code. */
export function classify(error: unknown): ErrorClass {
  if (error instanceof RetryLater) return "later";
  return isAppError(error) ? classes[error.code] : "bug";
}

/** A mistake in the code is met again: it is tried a few times, in case it was chance. */
const triesOfBug = 3;
/** Postponed this often, a job counts as failed: nobody waits for it any more. */
const mostPostponed = 500;
const longestPauseMs = 3_600_000;

export type Tries = {
  attempt: number;
  attempts: number;
  postponed: number;
  backoffMs: number;
  nowMs: number;
};

/** When a failed job is tried again: the pause in milliseconds, and whether a try was used up. Null for never. */
export function pauseAfter(
  error: unknown,
  { attempt, attempts, postponed, backoffMs, nowMs }: Tries,
): { pauseMs: number; isTry: boolean } | null {
  const kind = classify(error);
  if (error instanceof RetryLater)
    return postponed < mostPostponed ? { pauseMs: Math.max(0, error.atMs - nowMs), isTry: false } : null;
  if (kind === "never" || attempt >= (kind === "bug" ? Math.min(attempts, triesOfBug) : attempts))
    return null;
  const fullMs = Math.min(longestPauseMs, backoffMs * 2 ** (attempt - 1));
  return { pauseMs: fullMs - randomInt(Math.floor(fullMs / 2) + 1), isTry: true };
}

/** What people are told of a job's error: never the text of an unknown one. */
export type JobError = { code: ErrorCode; message: string };

export function jobErrorOf(error: unknown): JobError {
  if (isAppError(error)) return { code: error.code, message: error.message };
  return { code: "INTERNAL", message: "the job met an unexpected error; the log has it under the job's id" };
}
