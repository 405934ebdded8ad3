import { accessSync, constants } from "node:fs";
import path from "node:path";
import { railAddressName, railIds } from "@stead/contracts/rails";

const houseVariable = "STEAD_HOUSE_URL";
const databaseVariable = "STEAD_HOUSE_DATABASE";
const sandboxVariable = "STEAD_HOUSE_SANDBOX";
const browsers = ["chromium", "chromium-browser", "google-chrome"];

/** The address of the house that `open-house.ts` opened, or of one that runs already. */
export function houseUrl(): string | undefined {
  return process.env[houseVariable];
}

/** The superuser's URL of the house's database. */
export function houseDatabase(): string | undefined {
  return process.env[databaseVariable];
}

/** The address of the house's payment sandbox. */
export function houseSandbox(): string | undefined {
  return process.env[sandboxVariable];
}

/** Tells the journeys' processes, which inherit this one's environment, where house, database and sandbox are. */
export function tellHouse({
  url,
  database,
  sandbox,
}: {
  url: string;
  database: string;
  sandbox: string;
}): void {
  process.env[houseVariable] = url;
  process.env[sandboxVariable] = sandbox;
  process.env[databaseVariable] = database;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser that STEAD_CHROMIUM names, or the first one on the PATH. Throws when there is none. */
export function chromiumPath(): string {
  const named = process.env["STEAD_CHROMIUM"];
  if (named) return named;
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const found = folders.flatMap((folder) => browsers.map((name) => path.join(folder, name))).find(isProgram);
  if (found === undefined)
    throw new Error("the journeys need Chromium: install it, or set STEAD_CHROMIUM to a browser's path");
  return found;
}

/** What the house's processes inherit: the way to programs, nothing that points at another database or cache. */
export function houseEnvironment(): NodeJS.ProcessEnv {
  const {
    DATABASE_SYSTEM_URL: _system,
    DATABASE_DIRECT_URL: _direct,
    REDIS_URL: _redis,
    ...inherited
  } = process.env;
  for (const rail of railIds) delete inherited[railAddressName(rail)];
  return inherited;
}
