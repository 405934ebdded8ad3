import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError } from "better-auth/api";
import { twoFactor } from "better-auth/plugins";
import { agencyPlugin } from "./agency-plugin.ts";
import { attemptHooks } from "./attempt-hooks.ts";
import { passwordSettings, type PasswordParts } from "./password-settings.ts";
import { rowHooks } from "./row-hooks.ts";

export type EngineOptions = PasswordParts & {
  system: SystemDb;
  secret: string;
  clientAddressHeader: string;
  log: Logger;
};

/** Where the edge mounts the endpoints. */
export const authPath = "/auth";

const dayS = 86_400;

/** On one's own machine `localhost` and `127.0.0.1` are the same pages. */
function originsOf(publicUrl: string): string[] {
  const { origin, hostname, protocol, port } = new URL(publicUrl);
  const loopback = ["localhost", "127.0.0.1", "[::1]"];
  if (!loopback.includes(hostname)) return [origin];
  return loopback.map((host) => `${protocol}//${host}${port ? `:${port}` : ""}`);
}

/** better-auth on Stead's tables. Nothing outside this package sees it. */
export function createEngine(options: EngineOptions) {
  const { system, secret, publicUrl, attempts, log } = options;
  const isHttps = publicUrl.startsWith("https:");
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
    logger: { level: "warn", log: (level, message) => log.debug({ level, message }, "sign-in notice") },
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
    emailAndPassword: passwordSettings(options),
    databaseHooks: rowHooks(system),
    hooks: attemptHooks(attempts),
    plugins: [
      twoFactor({
        issuer: "Stead",
        accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 900 },
        backupCodeOptions: { amount: 10 },
      }),
      agencyPlugin(options),
    ],
    advanced: {
      cookiePrefix: "stead",
      useSecureCookies: isHttps,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure: isHttps, path: "/" },
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: [options.clientAddressHeader] },
    },
  });
}

export type Engine = ReturnType<typeof createEngine>;
