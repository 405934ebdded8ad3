import { openDb } from "@stead/db/client";
import { runBillingChunks, startBillingRun } from "@stead/services/billing";
import { billingContext } from "./billing-context.ts";

// A process of its own that bills a month and may be killed at any moment: `node billing-worker.ts <url> <month> <now>`.
const [, , url = "", month = "", now = "0"] = process.argv;
const db = openDb({ connectionString: url, max: 2 });
const ctx = billingContext(db, Number(now));
const run = await startBillingRun({
  ctx,
  input: { periodStart: month, idempotencyKey: `bench-${month}-${process.pid}` },
});
await runBillingChunks({
  ctx,
  input: { billingRunId: run.id },
  onProgress: (done) => process.stdout.write(`${done}\n`),
});
await db.close();
