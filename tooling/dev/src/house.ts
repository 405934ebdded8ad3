import path from "node:path";
import { freePort } from "@stead/postgres/port";
import { openDatabase, type DatabaseAccess } from "./database.ts";
import { openDemonstration, type DemonstrationFacts } from "./demo/demonstration.ts";
import { takeMark } from "./demo/load-mark.ts";
import { playPayments, type PlayOptions } from "./demo/play-payments.ts";
import { platformAccountOf, sellPlans } from "./demo/sell-plans.ts";
import { env } from "./env.ts";
import type { Home } from "./home-lock.ts";
import type { StartOptions } from "./options.ts";
import { Processes } from "./processes.ts";
import { isSandboxPlayed, processSpecs, storageOf } from "./process-specs.ts";
import type { Progress } from "./progress.ts";
import { loadSecrets } from "./secrets.ts";

export type House = {
  url: string;
  apiUrl: string;
  /** The page that plays the tenants' phones and cards. */
  sandboxUrl: string;
  home: string;
  database: DatabaseAccess;
  demonstration: DemonstrationFacts | null;
  stop(): Promise<void>;
};

const root = path.resolve(import.meta.dirname, "../../..");

/** The demonstration is good without it, so what fails at the sandbox is told and stops nothing. */
async function tryToPlay(work: Promise<number>, noun: string): Promise<string> {
  try {
    return `${await work} ${noun}`;
  } catch (error) {
    return `not all of them: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Has people of the demonstration pay at the sandbox: once for their rent, and for a plan of the platform. */
async function playDemonstration(home: string, progress: Progress, options: PlayOptions): Promise<void> {
  if (takeMark(home, "played"))
    await progress.step(
      "Tenants pay by phone, card and bank",
      () => tryToPlay(playPayments(options), "payments"),
      String,
    );
  await progress.step("Plans go on sale", () => tryToPlay(sellPlans(options), "plans"), String);
}

/** Opens everything in order: database, data, processes. What it opened is closed again when it fails. */
export async function openHouse(
  { folder: home, release }: Home,
  options: StartOptions,
  progress: Progress,
): Promise<House> {
  const closers: (() => Promise<void>)[] = [async () => release()];
  const stop = async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    const secrets = loadSecrets(home);
    const database = await progress.step(
      "Open the database",
      (say) => openDatabase(home, secrets, say),
      (opened) => (opened.applied.length > 0 ? `${opened.applied.length} migrations` : "up to date"),
    );
    closers.push(() => database.stop());
    const demonstration = await openDemonstration({
      database,
      home,
      storage: storageOf(home),
      isFull: options.isFull,
      isEmpty: options.isEmpty,
      progress,
    });
    const ports = {
      web: await freePort(env.port),
      api: await freePort(env.apiPort),
      sandbox: await freePort(env.sandboxPort),
    };
    const processes = new Processes(home);
    closers.push(() => processes.stop());
    const isPlayed = demonstration !== null && isSandboxPlayed();
    const platform = isPlayed ? platformAccountOf(secrets.dataSecret) : null;
    const { isWatched } = options;
    const specs = processSpecs({ root, home, database, secrets, ports, isWatched, platform });
    await progress.step("Start api, worker and web", async (say) => {
      say("api");
      const started = [specs.sandbox, specs.api, specs.worker].map((spec) => processes.start(spec));
      await Promise.all(started);
      say("web");
      await processes.start(specs.web);
    });
    const publicUrl = `http://127.0.0.1:${ports.web}`;
    const sandboxUrl = `http://127.0.0.1:${ports.sandbox}`;
    if (isPlayed)
      await playDemonstration(home, progress, {
        database,
        dataSecret: secrets.dataSecret,
        sandboxUrl,
        publicUrl,
      });
    return {
      url: publicUrl,
      apiUrl: `http://127.0.0.1:${ports.api}`,
      sandboxUrl,
      home,
      database,
      demonstration,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
