import { isAppError } from "@stead/kernel/errors";
import { APIError } from "better-auth/api";
import { resetMailLimit, signInLimit } from "./attempt-hooks.ts";
import type { Attempts } from "./attempts.ts";
import type { SendMail } from "./mail.ts";
import { passwordChangedMail, resetMail } from "./mails.ts";
import type { PasswordHasher } from "./passwords.ts";

export type PasswordParts = {
  hasher: PasswordHasher;
  attempts: Attempts;
  sendMail: SendMail;
  publicUrl: string;
};

/** A full queue in words that the library passes on. */
function guarded<A extends unknown[], T>(work: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      if (!isAppError(error, "TOO_MANY")) throw error;
      throw new APIError("TOO_MANY_REQUESTS", { code: "TOO_MANY", message: error.message });
    }
  };
}

/** Rules of passwords, how they are hashed, and how a forgotten one is replaced. */
export function passwordSettings({ hasher, attempts, sendMail, publicUrl }: PasswordParts) {
  return {
    enabled: true,
    minPasswordLength: 10,
    maxPasswordLength: 128,
    autoSignIn: true,
    revokeSessionsOnPasswordReset: true,
    resetPasswordTokenExpiresIn: 3_600,
    password: {
      hash: guarded((password: string) => hasher.hash(password)),
      verify: guarded(({ hash, password }: { hash: string; password: string }) =>
        hasher.verify(hash, password),
      ),
    },
    sendResetPassword: async ({ user, token }: { user: { id: string; email: string }; token: string }) => {
      if (!(await attempts.claim(resetMailLimit, user.id))) return;
      await sendMail(resetMail({ to: user.email, publicUrl, token }));
    },
    onPasswordReset: async ({ user }: { user: { email: string } }) => {
      await attempts.clear(signInLimit, user.email);
      await sendMail(passwordChangedMail({ to: user.email }));
    },
  };
}
