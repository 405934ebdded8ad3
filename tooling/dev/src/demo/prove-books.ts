import type { Db } from "@stead/db/client";
import type { SystemDb } from "@stead/db/system";
import { runProof } from "@stead/services/ledger";
import { demoContext, StoryClock } from "./demo-context.ts";

/** Runs every agency's proof. Throws with the first check that fails: which, by how much, and where. */
export async function proveBooks(system: SystemDb, db: Db): Promise<number> {
  const agencies = await system.prisma.agency.findMany({
    select: { id: true, name: true, slug: true, currency: true, timeZone: true, country: true, locale: true },
  });
  for (const agency of agencies) {
    const clock = new StoryClock(agency.timeZone, Date.now());
    const ctx = demoContext(db, { ...agency, region: "chicago" }, null, clock);
    const proof = await runProof({ ctx });
    const broken = proof.checks.find((check) => !check.isSound);
    if (broken) {
      throw new Error(
        `the books of ${agency.name} are not sound: ${broken.description} (${broken.leftMinor} against ${broken.rightMinor} ${broken.currency ?? ""}); see ${broken.samples.slice(0, 3).join(", ")}`,
      );
    }
  }
  return agencies.length;
}
