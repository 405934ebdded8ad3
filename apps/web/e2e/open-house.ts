import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { joinServer } from "@stead/testing/server";
import { clonePrefix, testPasswords } from "@stead/testing/template";
import pg from "pg";
import { houseEnvironment, houseUrl, tellHouse } from "./env.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const openTimeoutMs = 180_000;
const screenPattern = /Stead is running\s+(http:\S+)[^]*Payments are played at (http:\S+)/;

/**
 * Opens an empty house as `npm start` does: built web app, api and worker, on free ports, with a folder and a database
 * of its own on the test server. Returns what closes it again. With STEAD_HOUSE_URL,
 * STEAD_HOUSE_DATABASE and STEAD_HOUSE_SANDBOX set, that house is used.
 */
export default async function openHouse(): Promise<() => Promise<void>> {
  if (houseUrl() !== undefined) return async () => {};
  const server = await joinServer();
  const database = `${clonePrefix}${Date.now()}_${randomBytes(4).toString("hex")}_journeys`;
  const home = mkdtempSync(path.join(tmpdir(), "stead-journeys-"));
  // The roles belong to the whole test server, so this house gets the passwords that every test knows.
  writeFileSync(
    path.join(home, "secrets.json"),
    JSON.stringify({
      authSecret: randomBytes(32).toString("base64"),
      dataSecret: randomBytes(32).toString("base64"),
      passwords: testPasswords,
    }),
    { mode: 0o600 },
  );
  const url = new URL(server.adminUrl);
  url.pathname = `/${database}`;
  const house = spawn(process.execPath, ["tooling/dev/src/main.ts", "--empty"], {
    cwd: root,
    env: {
      ...houseEnvironment(),
      DATABASE_URL: url.href,
      STEAD_HOME: home,
      PORT: "3300",
      API_PORT: "4300",
      SANDBOX_PORT: "4310",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const close = async () => {
    await end(house);
    await dropDatabase(server.adminUrl, database);
    await server.leave();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    tellHouse({ ...(await readAddresses(house)), database: url.href });
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads the addresses of the house and of its payment sandbox off the screen that a start ends with. */
function readAddresses(house: ChildProcess): Promise<{ url: string; sandbox: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ url: string; sandbox: string }>();
  let screen = "";
  const timer = setTimeout(
    () => reject(new Error(`the house did not open in time:\n${screen}`)),
    openTimeoutMs,
  );
  house.stdout?.on("data", (bytes: Buffer) => {
    screen += bytes.toString();
    const [, address, sandbox] = screenPattern.exec(screen) ?? [];
    if (address !== undefined && sandbox !== undefined) resolve({ url: address, sandbox });
  });
  house.once("exit", (code) =>
    reject(new Error(`the house ended with code ${String(code)} before it was open:\n${screen}`)),
  );
  return promise.finally(() => clearTimeout(timer));
}

async function end(house: ChildProcess): Promise<void> {
  if (house.exitCode !== null || house.signalCode !== null) return;
  const gone = new Promise((resolve) => house.once("exit", resolve));
  house.kill("SIGTERM");
  await gone;
}

async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
  await client.end();
}
