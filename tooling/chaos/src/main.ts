import path from "node:path";
import { parseArgs } from "node:util";
import { openOwnDatabase } from "./cluster.ts";
import { payUnderFire } from "./payments-under-fire.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    payments: { type: "string", default: "10000" },
    kills: { type: "string", default: "200" },
    "at-once": { type: "string", default: "16" },
    leases: { type: "string", default: "400" },
    engine: { type: "string", default: "redis" },
  },
});

const write = (line: string) => process.stdout.write(`${line}\n`);
const startedMs = Date.now();
const database = await openOwnDatabase(path.resolve(import.meta.dirname, "../../../.stead/chaos"));
try {
  const report = await payUnderFire({
    database,
    hasRedis: values.engine === "redis",
    seed: Number(values.seed),
    payments: Number(values.payments),
    kills: Number(values.kills),
    atOnce: Number(values["at-once"]),
    leases: Number(values.leases),
    tell: (line) => write(`${Math.round((Date.now() - startedMs) / 1_000)} s: ${line}`),
  });
  const { kills, findings, ...figures } = report;
  const targets = Map.groupBy(kills, ({ target }) => target);
  write(
    JSON.stringify(
      { ...figures, killed: Object.fromEntries(Array.from(targets, ([name, list]) => [name, list.length])) },
      null,
      2,
    ),
  );
  for (const { name, count, samples } of findings) write(`${name}: ${count} (${samples.join(", ")})`);
  const isGood = findings.length === 0 && report.missed.length === 0;
  write(isGood ? "nothing lost, nothing doubled, nothing unbalanced" : "NOT REACHED");
  process.exitCode = isGood ? 0 : 1;
} finally {
  await database.stop();
}
