import path from "node:path";
import { railAddressName, railIds } from "@stead/contracts/rails";
import type { DatabaseAccess } from "./database.ts";
import type { PlatformAccount } from "./demo/sell-plans.ts";
import { env } from "./env.ts";
import type { ProcessSpec } from "./processes.ts";
import type { Secrets } from "./secrets.ts";

export type Ports = { web: number; api: number; sandbox: number };

export type HouseOptions = {
  root: string;
  home: string;
  database: DatabaseAccess;
  secrets: Secrets;
  ports: Ports;
  isWatched: boolean;
  /** The platform's own account, which plans are sold by; null sells none. */
  platform: PlatformAccount | null;
};

/** Where uploaded and made files are kept. */
export const storageOf = (home: string) => path.join(home, "files");

/** Where mails and text messages go, when whoever starts Stead says so. */
const messageSettings = [
  "SMTP_URL",
  "MAIL_FROM",
  "SMS_PROVIDER",
  "SMS_ACCOUNT",
  "SMS_SECRET",
  "SMS_FROM",
  "SMS_BASE_URL",
];

/** The payment sandbox is called from this machine, and calls from it. */
const loopback = "127.0.0.1";

const inheritedOf = (names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = env.inherited[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const addressNames = railIds.map(railAddressName);

/** Where the providers of money are: at the sandbox, when whoever starts Stead does not say otherwise. */
function railVariables(sandboxUrl: string): Record<string, string> {
  const given = inheritedOf([...addressNames, "MPESA_ADDRESSES"]);
  const isPlayed = given["MPESA_BASE_URL"] === undefined;
  return {
    ...Object.fromEntries(addressNames.map((name) => [name, sandboxUrl])),
    ...(isPlayed && { MPESA_ADDRESSES: loopback }),
    ...given,
  };
}

/** Whether money comes from the sandbox: nobody named another provider. */
export function isSandboxPlayed(): boolean {
  return Object.keys(inheritedOf(addressNames)).length === 0;
}

/** What turns plans on. */
function platformVariables(platform: PlatformAccount | null): Record<string, string> {
  if (platform === null) return {};
  return {
    PLATFORM_STRIPE_SECRET_KEY: platform.secretKey,
    PLATFORM_STRIPE_WEBHOOK_SECRETS: platform.webhookSecret,
  };
}

/** The process that plays the providers of money. */
function sandboxSpec({ root, home, ports, isWatched }: HouseOptions, base: NodeJS.ProcessEnv): ProcessSpec {
  const url = `http://${loopback}:${ports.sandbox}`;
  return {
    name: "sandbox",
    directory: path.join(root, "apps/sandbox"),
    entry: "src/server.ts",
    env: {
      ...base,
      ...inheritedOf(["SANDBOX_AUTOPLAY_SECONDS", "SANDBOX_PROMPT_SECONDS"]),
      ...inheritedOf(["SANDBOX_BANK_DEBIT_SECONDS", "SANDBOX_PAYOUT_SECONDS"]),
      HOST: loopback,
      PORT: String(ports.sandbox),
      SANDBOX_DIR: path.join(home, "sandbox"),
    },
    readyUrl: `${url}/healthz`,
    isWatched,
  };
}

/** The four processes with the settings that each would be given in a deployment. */
export function processSpecs(options: HouseOptions): {
  api: ProcessSpec;
  sandbox: ProcessSpec;
  worker: ProcessSpec;
  web: ProcessSpec;
} {
  const { root, home, database, secrets, ports, isWatched, platform } = options;
  const inherited = {
    PATH: env.inherited["PATH"],
    HOME: env.inherited["HOME"],
    TZ: "UTC",
    NODE_COMPILE_CACHE: path.join(home, "compile-cache"),
  };
  const mode = { NODE_ENV: isWatched ? "development" : "production", LOG_LEVEL: "info" };
  const data = {
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    DATABASE_DIRECT_URL: database.ownerUrl,
    DATA_SECRET: secrets.dataSecret,
    STORAGE_DIR: storageOf(home),
    ...(env.inherited["REDIS_URL"] && { REDIS_URL: env.inherited["REDIS_URL"] }),
  };
  const ways = {
    ...inheritedOf(messageSettings),
    ...railVariables(`http://${loopback}:${ports.sandbox}`),
    ...platformVariables(platform),
  };
  const publicUrl = `http://127.0.0.1:${ports.web}`;
  const apiUrl = `http://127.0.0.1:${ports.api}`;
  return {
    sandbox: sandboxSpec(options, { ...inherited, ...mode }),
    api: {
      name: "api",
      directory: path.join(root, "apps/api"),
      entry: "src/server.ts",
      env: {
        ...inherited,
        ...mode,
        ...data,
        ...ways,
        AUTH_SECRET: secrets.authSecret,
        PUBLIC_URL: publicUrl,
        HOST: "127.0.0.1",
        PORT: String(ports.api),
      },
      readyUrl: `${apiUrl}/readyz`,
      isWatched,
    },
    worker: {
      name: "worker",
      directory: path.join(root, "apps/worker"),
      entry: "src/main.ts",
      env: { ...inherited, ...mode, ...data, ...ways, PUBLIC_URL: publicUrl },
      isWatched,
    },
    web: {
      name: "web",
      directory: path.join(root, "apps/web"),
      entry: "server.ts",
      env: {
        ...inherited,
        ...mode,
        API_URL: apiUrl,
        HOST: "127.0.0.1",
        PORT: String(ports.web),
        NEXT_TELEMETRY_DISABLED: "1",
      },
      readyUrl: `${publicUrl}/sign-in`,
    },
  };
}
