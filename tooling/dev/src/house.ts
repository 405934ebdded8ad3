import path from "node:path";
import { freePort } from "@stead/postgres/port";
import { openDatabase, type DatabaseAccess } from "./database.ts";
import { openDemonstration, type DemonstrationFacts } from "./demo/demonstration.ts";
import { takeMark } from "./demo/load-mark.ts";
import { playPayments, type PlayOptions } from "./demo/play-payments.ts";
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

/** The demonstration is good without it, so a payment that fails is told and stops nothing. */
async function tryToPlay(options: PlayOptions): Promise<string> {
  try {
    return `${await playPayments(options)} payments`;
  } catch (error) {
    return `not all of them: ${error instanceof Error ? error.message : String(error)}`;
  }
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
    const specs = processSpecs({ root, home, database, secrets, ports, isWatched: options.isWatched });
    await progress.step("Start api, worker and web", async (say) => {
      say("api");
      const started = [specs.sandbox, specs.api, specs.worker].map((spec) => processes.start(spec));
      await Promise.all(started);
      say("web");
      await processes.start(specs.web);
    });
    const publicUrl = `http://127.0.0.1:${ports.web}`;
    const sandboxUrl = `http://127.0.0.1:${ports.sandbox}`;
    if (demonstration !== null && isSandboxPlayed() && takeMark(home, "played")) {
      const play = { database, dataSecret: secrets.dataSecret, sandboxUrl, publicUrl };
      await progress.step("Tenants pay by phone and card", () => tryToPlay(play), String);
    }
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
