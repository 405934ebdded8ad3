/** The only error codes that leave Stead. They know no transport; each edge translates them once. */
export const errorCodes = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "INVALID",
  "CONFLICT",
  "PRECONDITION",
  "TOO_LARGE",
  "TOO_MANY",
  "TIMEOUT",
  "CANCELLED",
  "UNAVAILABLE",
  "INTERNAL",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What is wrong with one field of an input: the path in the input, the rule broken, and what to do. */
export type FieldError = { path: string; rule: string; message: string };

export type ErrorDetails = { fields?: readonly FieldError[]; [key: string]: unknown };

/**
 * An expected failure with a code and a message that is safe to show.
 * `details` must hold neither secrets nor personal data: it is logged and sent.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** An INVALID error for one field. `path` is the field's path in the input, for example `items.0.amountMinor`. */
export function invalidField(path: string, rule: string, message: string): AppError {
  return new AppError("INVALID", message, { fields: [{ path, rule, message }] });
}

export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}

/** Throws INTERNAL when a condition that the code relies upon does not hold. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AppError("INTERNAL", message);
}
