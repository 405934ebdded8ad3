import type { SystemDb } from "@stead/db/system";
import { isAppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError } from "better-auth/api";
import { organization, twoFactor } from "better-auth/plugins";
import type { Attempts } from "./attempts.ts";
import { attemptHooks, resetMailLimit, signInLimit } from "./attempt-hooks.ts";
import { accessControl, agencyRoles } from "./agency-roles.ts";
import { clientAddressHeader } from "./client-address.ts";
import type { SendMail } from "./mail.ts";
import { invitationMail, passwordChangedMail, resetMail } from "./mails.ts";
import type { PasswordHasher } from "./passwords.ts";

export type EngineOptions = {
  system: SystemDb;
  secret: string;
  /** The address that people open: links in mails point to it, and only its pages may sign in. */
  publicUrl: string;
  hasher: PasswordHasher;
  attempts: Attempts;
  sendMail: SendMail;
  log: Logger;
};

/** Where the edge mounts the endpoints. */
export const authPath = "/auth";

const dayS = 86_400;

/** On one's own machine `localhost` and `127.0.0.1` are the same pages. */
function originsOf(publicUrl: string): string[] {
  const { origin, hostname, protocol, port } = new URL(publicUrl);
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return isLoopback
    ? ["localhost", "127.0.0.1", "[::1]"].map((host) => `${protocol}//${host}${port ? `:${port}` : ""}`)
    : [origin];
}

function asApiError(error: unknown): unknown {
  return isAppError(error, "TOO_MANY")
    ? new APIError("TOO_MANY_REQUESTS", { code: "TOO_MANY", message: error.message })
    : error;
}

const isFirstUser = { name: "user_is_first", text: `select not exists (select from users) as "isFirst"` };

const lastAgency = {
  name: "member_last_agency",
  text: `select m.agency_id as "agencyId" from members m where m.user_id = $1
    order by (select max(s.created_at) from sessions s where s.user_id = $1 and s.active_agency_id = m.agency_id) desc nulls last, m.created_at
    limit 1`,
};

/** better-auth on Stead's tables. Nothing outside this package sees it. */
export function createEngine({ system, secret, publicUrl, hasher, attempts, sendMail, log }: EngineOptions) {
  const isHttps = publicUrl.startsWith("https:");
  const guarded =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      try {
        return await work(...args);
      } catch (error) {
        throw asApiError(error);
      }
    };
  return betterAuth({
    appName: "Stead",
    baseURL: new URL(publicUrl).origin,
    basePath: authPath,
    secret,
    trustedOrigins: originsOf(publicUrl),
    database: prismaAdapter(system.stock, { provider: "postgresql" }),
    telemetry: { enabled: false },
    // The edge limits by address before a request comes here.
    rateLimit: { enabled: false },
    logger: {
      level: "warn",
      log: (level, message) =>
        level === "error"
          ? log.error({ message }, "sign-in trouble")
          : log.debug({ message }, "sign-in notice"),
    },
    onAPIError: {
      onError: (error) => {
        if (!(error instanceof APIError)) log.error({ error }, "sign-in failed");
      },
    },
    user: {
      modelName: "user",
      additionalFields: { role: { type: "string", input: false, required: false, defaultValue: "user" } },
    },
    session: { modelName: "session", expiresIn: 14 * dayS, updateAge: dayS, freshAge: dayS },
    account: { modelName: "credential" },
    verification: { modelName: "verification", storeIdentifier: "hashed" },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      autoSignIn: true,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: 3_600,
      password: {
        hash: guarded((password) => hasher.hash(password)),
        verify: guarded(({ hash, password }) => hasher.verify(hash, password)),
      },
      sendResetPassword: async ({ user, token }) => {
        if (await attempts.claim(resetMailLimit, user.id))
          await sendMail(resetMail({ to: user.email, publicUrl, token }));
      },
      onPasswordReset: async ({ user }) => {
        await attempts.clear(signInLimit, user.email);
        await sendMail(passwordChangedMail({ to: user.email }));
      },
    },
    databaseHooks: {
      user: {
        create: {
          // Whoever sets an installation up is its operator.
          before: async (user) => {
            const [row] = await system.sql<{ isFirst: boolean }>(isFirstUser);
            return { data: { ...user, role: row?.isFirst ? "operator" : "user" } };
          },
        },
      },
      session: {
        create: {
          before: async (session) => {
            const chosen: unknown = session["activeOrganizationId"];
            if (typeof chosen === "string") return;
            const [row] = await system.sql<{ agencyId: string }>(lastAgency, session.userId);
            return { data: { ...session, activeOrganizationId: row?.agencyId ?? null } };
          },
        },
      },
    },
    hooks: attemptHooks(attempts),
    plugins: [
      twoFactor({
        issuer: "Stead",
        accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 900 },
        backupCodeOptions: { amount: 10 },
      }),
      organization({
        ac: accessControl,
        roles: agencyRoles,
        creatorRole: "owner",
        membershipLimit: 1_000,
        invitationLimit: 200,
        invitationExpiresIn: 7 * dayS,
        cancelPendingInvitationsOnReInvite: true,
        requireEmailVerificationOnInvitation: false,
        allowUserToCreateOrganization: false,
        schema: {
          session: { fields: { activeOrganizationId: "activeAgencyId" } },
          organization: { modelName: "agency" },
          member: { fields: { organizationId: "agencyId" } },
          invitation: { fields: { organizationId: "agencyId" } },
        },
        sendInvitationEmail: async ({ id, email, organization: agency, inviter }) =>
          sendMail(
            invitationMail({
              to: email,
              publicUrl,
              invitationId: id,
              agencyName: agency.name,
              inviterName: inviter.user.name,
            }),
          ),
      }),
    ],
    advanced: {
      cookiePrefix: "stead",
      useSecureCookies: isHttps,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure: isHttps, path: "/" },
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
  });
}

export type Engine = ReturnType<typeof createEngine>;
