import { spawnSync } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { tell } from "./kit/result.ts";
import { subjects, type Subject } from "./subjects.ts";

/**
 * All that can be measured: `subjects` lists it with goals and durations, `all` measures one after the other.
 *   npx pnpm --filter @stead/bench subjects
 *   npx pnpm --filter @stead/bench all [--except name,name] [name ...]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { except: { type: "string", default: "" } },
});
const [what = "subjects", ...names] = positionals;

function list(chosen: readonly Subject[]): void {
  const longest = Math.max(...chosen.map(({ name }) => name.length));
  for (const { name, goal, minutes, lacks } of chosen) {
    const lack = lacks?.();
    tell(
      `${name.padEnd(longest)}  ${String(minutes).padStart(3)} min  ${goal}${lack === undefined ? "" : ` (${lack})`}`,
    );
  }
  const sum = chosen.reduce((minutes, subject) => minutes + subject.minutes, 0);
  tell(`${chosen.length} subjects, ${sum} minutes in all with nothing else at work`);
}

/** Runs a subject in a process of its own, as its command does; whether it met its goals. */
function run({ name, file = `${name}.ts`, words = [] }: Subject): boolean {
  tell(`\n## ${name}`);
  const script = path.join(import.meta.dirname, file);
  const { status } = spawnSync(process.execPath, ["--expose-gc", script, ...words], { stdio: "inherit" });
  return status === 0;
}

const except = values.except.split(",");
const unknown = [...names, ...except].filter(
  (asked) => asked !== "" && !subjects.some(({ name }) => name === asked),
);
if (unknown.length > 0) throw new Error(`there is no subject ${unknown.join(", ")}`);
const chosen = subjects.filter(
  ({ name }) => (names.length === 0 || names.includes(name)) && !except.includes(name),
);
if (what === "all") {
  const missed = chosen.filter((subject) => subject.lacks?.() === undefined && !run(subject));
  const lacking = chosen.flatMap((subject) => subject.lacks?.() ?? []);
  tell(
    `\n${chosen.length - lacking.length} measured; goals missed: ${missed.map(({ name }) => name).join(", ") || "none"}`,
  );
  for (const lack of new Set(lacking)) tell(`not measured: ${lack}`);
  process.exitCode = missed.length === 0 && lacking.length === 0 ? 0 : 1;
} else list(chosen);
