import { APIError, createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import type { AttemptLimit, Attempts } from "./attempts.ts";

const quarterHourMs = 15 * 60_000;

/** Wrong passwords for one e-mail address before it is locked for the rest of the window. */
export const signInLimit: AttemptLimit = { purpose: "sign-in", most: 10, windowMs: quarterHourMs };
/** Wrong passwords where a signed-in person has to repeat it. */
const confirmLimit: AttemptLimit = { purpose: "confirm", most: 10, windowMs: quarterHourMs };
/** Mails with a link to a new password for one person. */
export const resetMailLimit: AttemptLimit = { purpose: "reset-mail", most: 5, windowMs: 60 * 60_000 };

const confirmPaths = new Set([
  "/change-password",
  "/two-factor/enable",
  "/two-factor/disable",
  "/two-factor/generate-backup-codes",
]);

type Subject = { limit: AttemptLimit; subject: string };

function emailOf(body: unknown): string | undefined {
  const email: unknown =
    typeof body === "object" && body !== null && "email" in body ? body.email : undefined;
  return typeof email === "string" ? email.trim().toLowerCase() : undefined;
}

function locked(): APIError {
  return new APIError("TOO_MANY_REQUESTS", {
    code: "LOCKED",
    message: "too many wrong tries; wait a quarter of an hour or set a new password",
  });
}

/** Counts a try before each check of a password, whether the account exists or not, and forgets the tries after a right one. */
export function attemptHooks(attempts: Attempts) {
  type Context = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];
  const subjectOf = async (ctx: Context): Promise<Subject | undefined> => {
    if (ctx.path === "/sign-in/email") {
      const subject = emailOf(ctx.body);
      return subject === undefined ? undefined : { limit: signInLimit, subject };
    }
    if (!confirmPaths.has(ctx.path)) return undefined;
    const session = await getSessionFromCtx(ctx);
    return session ? { limit: confirmLimit, subject: session.user.id } : undefined;
  };
  return {
    before: createAuthMiddleware(async (ctx) => {
      const tried = await subjectOf(ctx);
      if (tried && !(await attempts.claim(tried.limit, tried.subject))) throw locked();
    }),
    after: createAuthMiddleware(async (ctx) => {
      if (ctx.context.returned instanceof APIError) return;
      const tried = await subjectOf(ctx);
      if (tried) await attempts.clear(tried.limit, tried.subject);
    }),
  };
}
