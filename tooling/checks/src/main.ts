import path from "node:path";
import { boundaries } from "./boundaries.ts";
import { databaseRules } from "./database-rules.ts";
import { docs } from "./docs.ts";
import { plainSpeech } from "./plain-speech.ts";
import { describeSizes, measureSizes, sizes } from "./sizes.ts";
import { slices } from "./slices.ts";
import { openTree, type Check } from "./tree.ts";

const checks: Record<string, Check> = { boundaries, slices, docs, sizes, databaseRules, plainSpeech };

const tree = openTree(path.resolve(import.meta.dirname, "../../.."));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => checks[name] === undefined);
if (unknown.length > 0) {
  console.error(`no such check: ${unknown.join(", ")}; there are ${Object.keys(checks).join(", ")}`);
  process.exit(2);
}

let findingCount = 0;
for (const [name, check] of Object.entries(checks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const findings = await check.run(tree);
  findingCount += findings.length;
  console.log(`${findings.length === 0 ? "ok  " : "FAIL"} ${check.title}`);
  for (const { file, line, message } of findings) {
    console.log(`     ${line === undefined ? file : `${file}:${line}`}  ${message}`);
  }
  if (check === sizes) for (const line of describeSizes(measureSizes(tree))) console.log(`     ${line}`);
}
if (findingCount > 0) process.exitCode = 1;
