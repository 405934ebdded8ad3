import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { measureBuild, type RouteScript } from "./measure.ts";

/** Measures the first script of every route of the build against an empty app of the same Next, and holds it to the budget. */
const web = path.resolve(import.meta.dirname, "..");
const emptyApp = path.join(import.meta.dirname, "empty-app");

/** How many times the empty app's script a route may load. A section holds for its address and all below it. */
type Budget = { goal: number; sections: Record<string, number> };

function buildEmptyApp(): RouteScript {
  const next = path.join(web, "node_modules", "next", "dist", "bin", "next");
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, "build", emptyApp], {
    cwd: emptyApp,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the empty app did not build:\n${stdout}${stderr}`);
  const [page] = measureBuild(path.join(emptyApp, ".next"));
  if (page === undefined) throw new Error("the empty app has no page");
  return page;
}

function mostFor(route: string, { sections }: Budget): number {
  const found = Object.entries(sections).find(
    ([section]) => route === section || route.startsWith(`${section}/`),
  );
  if (found === undefined) throw new Error(`script-budget.json has no section for ${route}`);
  return found[1];
}

const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1).padStart(8);
const budget = JSON.parse(readFileSync(path.join(web, "script-budget.json"), "utf8")) as Budget;
const empty = buildEmptyApp();
const routes = measureBuild(path.join(web, ".next")).map((page) => {
  const ratio = page.bytes / empty.bytes;
  const most = mostFor(page.route, budget);
  return { ...page, ratio, most, isOver: ratio > most };
});
const width = Math.max(...routes.map(({ route }) => route.length));
const lines = [
  `${"route".padEnd(width)}  files  kB (gz)  ratio  most`,
  `${"(empty app)".padEnd(width)}  ${String(empty.files).padStart(5)} ${kilobytes(empty.bytes)}   1.00`,
  ...routes.map(
    ({ route, files, bytes, ratio, most, isOver }) =>
      `${route.padEnd(width)}  ${String(files).padStart(5)} ${kilobytes(bytes)}   ${ratio.toFixed(2)}  ${most.toFixed(2)}${isOver ? "  OVER" : ""}`,
  ),
];
const over = routes.filter(({ isOver }) => isOver);
const within = routes.filter(({ ratio }) => ratio <= budget.goal);
lines.push(
  `${within.length} of ${routes.length} routes within the goal of ${budget.goal} times the empty app; ${over.length} over budget`,
);
process.stdout.write(`${lines.join("\n")}\n`);
if (over.length > 0) process.exitCode = 1;
