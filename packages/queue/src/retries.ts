import { isAppError, type ErrorCode } from "@stead/kernel/errors";

/** Whether another try can end differently. What is wrong with the input, the state or the right stays wrong. */
const isWorthRetrying: Record<ErrorCode, boolean> = {
  UNAUTHENTICATED: false,
  FORBIDDEN: false,
  NOT_FOUND: false,
  INVALID: false,
  PRECONDITION: false,
  TOO_LARGE: false,
  CONFLICT: true,
  TOO_MANY: true,
  TIMEOUT: true,
  CANCELLED: true,
  UNAVAILABLE: true,
  INTERNAL: true,
};

/** True for an error that another try may not meet; an unknown error is one. */
export function isRetried(error: unknown): boolean {
  return isAppError(error) ? isWorthRetrying[error.code] : true;
}

/** What people are told of a job's error: never the text of an unknown one. */
export type JobError = { code: ErrorCode; message: string };

export function jobErrorOf(error: unknown): JobError {
  if (isAppError(error)) return { code: error.code, message: error.message };
  return { code: "INTERNAL", message: "the job met an unexpected error; the log has it under the job's id" };
}

/** Tells the engine not to try a job again. */
export class GiveUp extends Error {
  override readonly name = "GiveUp";
}
