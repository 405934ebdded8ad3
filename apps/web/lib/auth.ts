import { errors as text } from "../messages/en/errors.ts";

/** A refused sign-in step: what to tell the person. */
export class AuthError extends Error {
  override readonly name = "AuthError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

type Answer = { code?: string; message?: string };

async function post<T>(path: string, body: object = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    throw new AuthError("UNAVAILABLE", text.offlineMessage);
  }
  const answer = (await response.json().catch(() => ({}))) as T & Answer;
  if (!response.ok)
    throw new AuthError(answer.code ?? "INTERNAL", answer.message ?? text.titles["INTERNAL"] ?? "");
  return answer;
}

export type SignInResult = { needsSecondFactor: boolean };

export async function signIn(input: { email: string; password: string }): Promise<SignInResult> {
  const answer = await post<{ twoFactorRedirect?: boolean }>("/sign-in/email", input);
  return { needsSecondFactor: answer.twoFactorRedirect === true };
}

export async function verifyCode(input: { code: string; trustDevice: boolean }): Promise<void> {
  await post("/two-factor/verify-totp", input);
}

/** One of the codes kept for the day the phone is lost; each works once. */
export async function verifyRecoveryCode(input: { code: string }): Promise<void> {
  await post("/two-factor/verify-backup-code", input);
}

export async function signUp(input: { name: string; email: string; password: string }): Promise<void> {
  await post("/sign-up/email", input);
}

export async function requestPasswordReset(input: { email: string }): Promise<void> {
  await post("/request-password-reset", { ...input, redirectTo: "/reset-password" });
}

export async function resetPassword(input: { token: string; newPassword: string }): Promise<void> {
  await post("/reset-password", input);
}

export async function changePassword(input: { currentPassword: string; newPassword: string }): Promise<void> {
  await post("/change-password", { ...input, revokeOtherSessions: true });
}

/** Begins the set-up of a second factor: the address for the app (shown as a picture) and the recovery codes. */
export async function enableSecondFactor(input: {
  password: string;
}): Promise<{ totpURI: string; backupCodes: string[] }> {
  return post("/two-factor/enable", input);
}

export async function disableSecondFactor(input: { password: string }): Promise<void> {
  await post("/two-factor/disable", input);
}

export async function signOut(): Promise<void> {
  await post("/sign-out");
}
