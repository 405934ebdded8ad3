import { AppError, isAppError, type ErrorCode, type FieldError } from "@stead/kernel/errors";
import { TRPCError, type TRPC_ERROR_CODE_KEY, type TRPCDefaultErrorShape } from "@trpc/server";
import { ZodError } from "zod";

/** Each code of Stead as tRPC names it. */
const trpcCodes = {
  UNAUTHENTICATED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  INVALID: "BAD_REQUEST",
  CONFLICT: "CONFLICT",
  PRECONDITION: "PRECONDITION_FAILED",
  TOO_LARGE: "PAYLOAD_TOO_LARGE",
  TOO_MANY: "TOO_MANY_REQUESTS",
  TIMEOUT: "TIMEOUT",
  CANCELLED: "CLIENT_CLOSED_REQUEST",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
  INTERNAL: "INTERNAL_SERVER_ERROR",
} as const satisfies Record<ErrorCode, TRPC_ERROR_CODE_KEY>;

/** The same for answers outside tRPC. */
export const httpStatuses = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID: 400,
  CONFLICT: 409,
  PRECONDITION: 412,
  TOO_LARGE: 413,
  TOO_MANY: 429,
  TIMEOUT: 408,
  CANCELLED: 499,
  UNAVAILABLE: 503,
  INTERNAL: 500,
} as const satisfies Record<ErrorCode, number>;

/** Errors that tRPC itself makes, before a procedure runs. */
const codesOfTrpc: Partial<Record<TRPC_ERROR_CODE_KEY, ErrorCode>> = {
  BAD_REQUEST: "INVALID",
  PARSE_ERROR: "INVALID",
  UNSUPPORTED_MEDIA_TYPE: "INVALID",
  METHOD_NOT_SUPPORTED: "INVALID",
  NOT_FOUND: "NOT_FOUND",
  PAYLOAD_TOO_LARGE: "TOO_LARGE",
  CLIENT_CLOSED_REQUEST: "CANCELLED",
};

const unknownText = "something went wrong on our side; tell the operator the request id";

/** What a failed call tells: a code of the one list, a safe text, wrong fields, and the id to find it by. */
export type ErrorBody = {
  code: ErrorCode;
  message: string;
  fields: readonly FieldError[];
  details: Record<string, unknown>;
  requestId: string;
};

/** The wire's error: tRPC's own fields, and `stead` with what `ErrorBody` holds. */
export type ErrorShape = TRPCDefaultErrorShape & {
  data: TRPCDefaultErrorShape["data"] & { stead: ErrorBody };
};

function fieldErrors(error: ZodError): FieldError[] {
  return error.issues
    .slice(0, 50)
    .map((issue) => ({ path: issue.path.map(String).join("."), rule: issue.code, message: issue.message }));
}

/** Turns whatever was thrown into an AppError. An unknown error keeps its cause for the log and loses its text. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  if (error instanceof TRPCError) {
    if (isAppError(error.cause)) return error.cause;
    const code = codesOfTrpc[error.code];
    if (code === undefined) return new AppError("INTERNAL", unknownText, {}, { cause: error.cause ?? error });
    if (error.cause instanceof ZodError) return invalidInput(error.cause);
    return new AppError(code, error.message, {}, { cause: error });
  }
  return new AppError("INTERNAL", unknownText, {}, { cause: error });
}

/** What is wrong with an input that its contract refuses, field by field. */
export function invalidInput(error: ZodError): AppError {
  const fields = fieldErrors(error);
  const told = fields.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  const where = told.length > 0 ? ` (${[...new Set(told)].slice(0, 5).join("; ")})` : "";
  return new AppError("INVALID", `some of the input is not usable${where}`, { fields }, { cause: error });
}

/** The error as tRPC needs it to choose the HTTP status. */
export function toTrpcError(error: unknown): TRPCError {
  const appError = toAppError(error);
  return new TRPCError({ code: trpcCodes[appError.code], message: appError.message, cause: appError });
}

/** What leaves the process. INTERNAL never tells its own text. */
export function errorBody(error: unknown, requestId: string): ErrorBody {
  const { code, message, details } = toAppError(error);
  const { fields = [], ...rest } = details;
  const isHidden = code === "INTERNAL";
  return {
    code,
    message: isHidden ? unknownText : message,
    fields: isHidden ? [] : fields,
    details: isHidden ? {} : rest,
    requestId,
  };
}
