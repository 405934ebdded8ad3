import type { ErrorCode, FieldError } from "@stead/kernel/errors";
import { TRPCClientError } from "@trpc/client";

export type { ErrorCode, FieldError };

/** What a failed call tells. */
export type SteadErrorInfo = {
  code: ErrorCode;
  /** Safe to show to a person. */
  message: string;
  /** Which fields of the input are wrong, and what to do about each. */
  fields: readonly FieldError[];
  details: Readonly<Record<string, unknown>>;
  /** Names the request in the server's log. */
  requestId: string | null;
};

/** Every failure of a call: the server's, and `UNAVAILABLE`, `TIMEOUT` or `CANCELLED` of the way to it. */
export class SteadError extends TRPCClientError<never> implements SteadErrorInfo {
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;

  constructor({ code, message, fields, details, requestId }: SteadErrorInfo, cause?: unknown) {
    super(message, cause instanceof Error ? { cause } : {});
    // The library's constructor sets its own prototype.
    Object.setPrototypeOf(this, SteadError.prototype);
    this.name = "SteadError";
    this.code = code;
    this.fields = fields;
    this.details = details;
    this.requestId = requestId;
  }
}

/** True for every failure of a call; then `error.code`, `error.fields` and `error.requestId` are there. */
export function isSteadError(error: unknown): error is SteadError {
  return error instanceof SteadError;
}

/** What a failure tells, or null for something else than a failed call. */
export function readSteadError(error: unknown): SteadErrorInfo | null {
  return isSteadError(error) ? error : null;
}

const codes: Readonly<Record<ErrorCode, true>> = {
  UNAUTHENTICATED: true,
  FORBIDDEN: true,
  NOT_FOUND: true,
  INVALID: true,
  CONFLICT: true,
  PRECONDITION: true,
  TOO_LARGE: true,
  TOO_MANY: true,
  TIMEOUT: true,
  CANCELLED: true,
  UNAVAILABLE: true,
  INTERNAL: true,
};

function isCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(codes, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isFieldError(value: unknown): value is FieldError {
  return (
    isRecord(value) &&
    typeof value["path"] === "string" &&
    typeof value["rule"] === "string" &&
    typeof value["message"] === "string"
  );
}

/** The server's own error inside an answer: bare, below `error`, or in tRPC's `error.data.stead`. */
function bodyOf(answer: unknown): Record<string, unknown> | undefined {
  if (!isRecord(answer)) return undefined;
  if (isCode(answer["code"])) return answer;
  const error = answer["error"];
  if (!isRecord(error)) return undefined;
  const data = error["data"];
  const stead = isRecord(data) ? data["stead"] : undefined;
  return isRecord(stead) ? stead : isCode(error["code"]) ? error : undefined;
}

const codesByStatus: Readonly<Record<number, ErrorCode>> = {
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  413: "TOO_LARGE",
  429: "TOO_MANY",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "TIMEOUT",
};

/** The failure that an answer of the server stands for. */
export function answeredError(answer: unknown, status: number, requestId: string): SteadError {
  const body = bodyOf(answer) ?? {};
  const { code, message, fields, details } = body;
  return new SteadError({
    code: isCode(code) ? code : (codesByStatus[status] ?? "INTERNAL"),
    message: typeof message === "string" ? message : `the server answered ${status}`,
    fields: Array.isArray(fields) ? fields.filter(isFieldError) : [],
    details: isRecord(details) ? details : {},
    requestId: typeof body["requestId"] === "string" ? body["requestId"] : requestId,
  });
}

/** A failure of the way to the server. */
export function wayError(
  code: "UNAVAILABLE" | "TIMEOUT" | "CANCELLED",
  message: string,
  requestId: string | null = null,
  cause?: unknown,
): SteadError {
  return new SteadError({ code, message, fields: [], details: {}, requestId }, cause);
}
