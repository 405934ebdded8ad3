import fs from "node:fs";
import path from "node:path";
import { openDb } from "@stead/db/client";
import { openSystemDb } from "@stead/db/system";
import { addMonths, civilDateIn } from "@stead/kernel/dates";
import { createLocalFileStore } from "@stead/providers/storage/local";
import type { DatabaseAccess } from "../database.ts";
import type { Progress } from "../progress.ts";
import { inventAgencies, writeDirectory } from "./directory.ts";
import pg from "pg";
import { markLoaded, markLoading } from "./load-mark.ts";
import { historyMonths, loadAgency, type AgencyFacts } from "./load-agency.ts";
import { proveBooks } from "./prove-books.ts";
import { makeTrailMonths } from "./trail-months.ts";

export type DemonstrationFacts = { agencies: AgencyFacts[] };

export type DemonstrationOptions = {
  database: DatabaseAccess;
  home: string;
  /** Where the processes keep files. */
  storage: string;
  isFull: boolean;
  isEmpty: boolean;
  progress: Progress;
};

const factsFile = (home: string) => path.join(home, "demonstration.json");

/** A commit need not wait for the disk while a demonstration is loaded: a load that is cut off begins anew. */
function loadingUrl(url: string): string {
  const target = new URL(url);
  target.searchParams.set("options", "-c synchronous_commit=off");
  return target.href;
}

/**
 * Loads the demonstration into an empty embedded database, or finds the one that is there, and proves every agency's
 * books. Throws when a proof fails: nothing runs on books that are not sound.
 */
export async function openDemonstration(options: DemonstrationOptions): Promise<DemonstrationFacts | null> {
  const { database, home, storage, isEmpty, progress } = options;
  const system = openSystemDb({ connectionString: database.systemUrl, min: 0, max: 4 });
  const db = openDb({ connectionString: loadingUrl(database.appUrl), min: 0, max: 12 });
  try {
    const count = await system.prisma.agency.count();
    const file = factsFile(home);
    if (count > 0) {
      await progress.step(
        "Prove the books",
        () => proveBooks(system, db),
        (agencies) => `${agencies} agencies`,
      );
      return database.isEmbedded && fs.existsSync(file)
        ? (JSON.parse(fs.readFileSync(file, "utf8")) as DemonstrationFacts)
        : null;
    }
    if (isEmpty || !database.isEmbedded) return null;
    // The entries of the trail carry the days that are told.
    await makeTrailMonths(
      database.ownerUrl,
      addMonths(civilDateIn("UTC", Date.now()), -historyMonths - 1),
      historyMonths + 4,
    );
    const agencies = inventAgencies();
    markLoading(home);
    const ownerId = await progress.step("Make agencies and accounts", () => writeDirectory(system, agencies));
    const analyze = analyzer(database.ownerUrl);
    const files = createLocalFileStore({ directory: storage });
    const facts = await progress.together(
      `Load ${historyMonths} months of two agencies`,
      agencies.map((agency) => ({
        label: agency.name,
        work: (say) => loadAgency({ db, analyze, files, agency, ownerId, isFull: options.isFull, say }),
      })),
    );
    await progress.step(
      "Prove the books",
      () => proveBooks(system, db),
      (proved) => `${proved} agencies`,
    );
    fs.writeFileSync(file, JSON.stringify({ agencies: facts }));
    markLoaded(home);
    return { agencies: facts };
  } finally {
    await Promise.all([system.close(), db.close()]);
  }
}

/** Refreshes the planner's statistics, once at a time. */
function analyzer(ownerUrl: string): () => Promise<void> {
  let running: Promise<void> | undefined;
  const analyze = async () => {
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    try {
      await client.query("analyze");
    } finally {
      await client.end();
    }
  };
  return () => (running ??= analyze().finally(() => (running = undefined)));
}
