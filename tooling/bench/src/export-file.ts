import { CreateExportInput } from "@stead/contracts/exports";
import { createSealer } from "@stead/kernel/seal";
import { openDb } from "@stead/db/client";
import { createLocalFileStore } from "@stead/providers/storage/local";
import { createExport, runExport } from "@stead/services/exports";
import { billingContext } from "./billing-context.ts";

// Makes one export in a process of its own, so that its memory is its own: database, folder, person, format and the last
// due day are given; answers JSON.

const [appUrl = "", directory = "", userId = "", format = "csv", dueTo = ""] = process.argv.slice(2);
const db = openDb({ connectionString: appUrl, min: 0, max: 4 });
const rails = {
  open: () => {
    throw new Error("an export reaches no provider");
  },
  sealer: createSealer("a secret of benchmarks"),
  callbackBase: "",
  publicUrl: "",
};
const ctx = { ...billingContext(db, Date.now()), actor: { kind: "user", id: userId } as const, rails };
const files = createLocalFileStore({ directory });
const filters = { sort: "due", ...(dueTo === "" ? {} : { dueTo }) };
const asked = await createExport({
  ctx,
  input: CreateExportInput.parse({ list: "invoices", format, filters }),
});
const startedMs = performance.now();
const cpu = process.cpuUsage();
const done = await runExport({ ctx, input: { exportId: asked.id, jobRunId: asked.jobRunId ?? "" }, files });
const { user, system } = process.cpuUsage(cpu);
const answer = {
  rows: done?.rowCount ?? 0,
  seconds: (performance.now() - startedMs) / 1_000,
  cpuSeconds: (user + system) / 1e6,
  memoryMb: process.resourceUsage().maxRSS / 1_024,
};
await db.close();
process.stdout.write(`${JSON.stringify(answer)}\n`);
