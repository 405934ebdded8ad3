import path from "node:path";
import type { DatabaseAccess } from "./database.ts";
import { env } from "./env.ts";
import type { ProcessSpec } from "./processes.ts";
import type { Secrets } from "./secrets.ts";

export type Ports = { web: number; api: number };

export type HouseOptions = {
  root: string;
  home: string;
  database: DatabaseAccess;
  secrets: Secrets;
  ports: Ports;
  isWatched: boolean;
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

/** The three processes with the settings that each would be given in a deployment. */
export function processSpecs(options: HouseOptions): {
  api: ProcessSpec;
  worker: ProcessSpec;
  web: ProcessSpec;
} {
  const { root, home, database, secrets, ports, isWatched } = options;
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
  const ways = Object.fromEntries(
    messageSettings.flatMap((name) => {
      const value = env.inherited[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const publicUrl = `http://127.0.0.1:${ports.web}`;
  const apiUrl = `http://127.0.0.1:${ports.api}`;
  return {
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
