import { AppError, type ErrorCode, type ErrorDetails } from "@stead/kernel/errors";
import { APIError } from "better-auth/api";

/** What the library calls a failure, and what a person should read. Its own words stay for the rest. */
const words: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD: "the e-mail address or the password is wrong",
  USER_ALREADY_EXISTS: "there is an account with this e-mail address; sign in, or set a new password",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL:
    "there is an account with this e-mail address; sign in, or set a new password",
  PASSWORD_TOO_SHORT: "take at least 10 characters",
  PASSWORD_TOO_LONG: "take at most 128 characters",
  INVALID_PASSWORD: "the password is wrong",
  INVALID_TOKEN: "this link was used or is too old; ask for a new one",
  INVALID_CODE: "this code is wrong",
  INVALID_BACKUP_CODE: "this recovery code is wrong or was used",
  INVALID_TWO_FACTOR_COOKIE: "signing in took too long; start again with your password",
  ACCOUNT_TEMPORARILY_LOCKED: "too many wrong codes; wait a quarter of an hour",
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: "too many wrong codes; start again with your password",
  TOTP_ALREADY_ENABLED: "a second factor is set up already",
  TOTP_NOT_ENABLED: "no second factor is set up",
  UNAUTHORIZED: "sign in first",
  INVITATION_NOT_FOUND: "this invitation was used, withdrawn or is too old; ask for a new one",
  YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION:
    "this invitation is for another e-mail address; sign in with that one",
  USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION: "this person is a member already",
  YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE: "only an owner may invite an owner",
  INVITATION_LIMIT_REACHED: "there are too many open invitations; withdraw some first",
};

/** Codes whose HTTP status says less than they do. */
const codeByReason: Readonly<Record<string, ErrorCode>> = {
  USER_ALREADY_EXISTS: "CONFLICT",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: "CONFLICT",
  USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION: "CONFLICT",
  INVITATION_NOT_FOUND: "PRECONDITION",
  TOTP_ALREADY_ENABLED: "PRECONDITION",
  TOTP_NOT_ENABLED: "PRECONDITION",
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: "TOO_MANY",
  INVITATION_LIMIT_REACHED: "TOO_MANY",
};

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  400: "INVALID",
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "INVALID",
  409: "CONFLICT",
  413: "TOO_LARGE",
  415: "INVALID",
  422: "INVALID",
  429: "TOO_MANY",
};

const fieldByReason: Readonly<Record<string, string>> = {
  PASSWORD_TOO_SHORT: "password",
  PASSWORD_TOO_LONG: "password",
  INVALID_PASSWORD: "password",
  INVALID_EMAIL: "email",
  INVALID_CODE: "code",
  INVALID_BACKUP_CODE: "code",
};

/** One failure of the library as Stead's error: `details.reason` keeps the library's name for it. */
export function libraryError(
  status: number,
  reason: string | undefined,
  message: string | undefined,
): AppError {
  const code =
    (reason === undefined ? undefined : codeByReason[reason]) ?? codeByStatus[status] ?? "INTERNAL";
  if (code === "INTERNAL") return new AppError("INTERNAL", "signing in does not work at the moment");
  const text = (reason === undefined ? undefined : words[reason]) ?? message ?? "this cannot be done";
  const path = reason === undefined ? undefined : fieldByReason[reason];
  const details: ErrorDetails = reason === undefined ? {} : { reason };
  if (path !== undefined && reason !== undefined)
    details.fields = [{ path, rule: reason.toLowerCase(), message: text }];
  return new AppError(code, text, details);
}

/** Runs a call of the library; its failures come as AppError. */
export async function calling<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    const { code, message } = error.body ?? {};
    throw libraryError(error.statusCode, code, message);
  }
}
