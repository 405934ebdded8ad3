import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openTree, type Tree } from "./tree.ts";

/**
 * Proves, in a copy of the tree, what turbo is there for: a second run executes nothing, and a change in one package
 * reruns that package, what depends on it and the checks of the whole tree. `prove:cache [task ...]`.
 */
const wantedTasks = process.argv.slice(2);
const tasks = wantedTasks.length > 0 ? wantedTasks : ["build", "check", "test"];
const leaves = ["packages/ui", "apps/worker"];

type Manifest = { name: string; dependencies?: object; devDependencies?: object };
type DryTask = { taskId: string; package: string; command: string; cache: { status: string } };

function copyTree(tree: Tree): string {
  const copy = mkdtempSync(path.join(tmpdir(), "stead-cache-"));
  for (const file of tree.paths) {
    mkdirSync(path.join(copy, path.dirname(file)), { recursive: true });
    cpSync(path.join(tree.root, file), path.join(copy, file));
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: copy });
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=proof", "-c", "user.email=proof@localhost", "commit", "--quiet", "--message", "copy");
  execFileSync("pnpm", ["install", "--frozen-lockfile", "--prefer-offline"], { cwd: copy, stdio: "inherit" });
  return copy;
}

function runTasks(root: string): string {
  const args = ["run", ...tasks, "--concurrency=2", "--output-logs=errors-only"];
  const { status, stdout } = spawnSync("turbo", args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status === 0) return stdout;
  throw new Error(`the tasks must pass before their cache can be judged:\n${stdout}`);
}

/** The packages of the tasks that turbo would execute now. */
function findStale(root: string): string[] {
  const output = execFileSync("turbo", ["run", ...tasks, "--dry=json"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  const dry = JSON.parse(output) as { tasks: DryTask[] };
  const stale = dry.tasks.filter((task) => task.command !== "<NONEXISTENT>" && task.cache.status !== "HIT");
  return [...new Set(stale.map((task) => task.package))].toSorted();
}

/** The package in `folder` and all that depend on it, however far away. */
function findDependents(tree: Tree, folder: string): string[] {
  const manifests = tree.paths
    .filter((file) => /^(apps|packages|tooling)\/[^/]+\/package\.json$/.test(file))
    .map((file) => JSON.parse(tree.read(file)) as Manifest);
  const found = new Set([(JSON.parse(tree.read(`${folder}/package.json`)) as Manifest).name]);
  for (const name of found) {
    for (const { name: other, dependencies = {}, devDependencies = {} } of manifests) {
      if (name in dependencies || name in devDependencies) found.add(other);
    }
  }
  return [...found].toSorted();
}

function prove(claim: string, isTrue: boolean, detail: string): void {
  console.log(`${isTrue ? "proved" : "FAILED"}  ${claim}: ${detail}`);
  if (!isTrue) process.exitCode = 1;
}

function proveAll(tree: Tree, copy: string): void {
  runTasks(copy);
  const second = runTasks(copy);
  const counted = /Cached:\s+(\d+) cached, (\d+) total/.exec(second);
  prove(
    "an unchanged second run executes nothing",
    counted !== null && counted[1] === counted[2],
    counted?.[0] ?? second,
  );
  for (const leaf of leaves) {
    const source = tree.paths.find(
      (file) => file.startsWith(`${leaf}/src/`) && /(?<!\.test)\.tsx?$/.test(file),
    );
    if (source === undefined) continue;
    appendFileSync(path.join(copy, source), "// touched\n");
    const stale = findStale(copy).filter((name) => name !== "//");
    const expected = findDependents(tree, leaf);
    const isSame =
      stale.every((name) => expected.includes(name)) &&
      stale.includes(expected.find((name) => name.endsWith(path.basename(leaf))) ?? "");
    prove(
      `touching ${leaf} reruns only it and its dependents`,
      isSame,
      `${stale.join(", ")} and the tree's checks`,
    );
    execFileSync("git", ["checkout", "--quiet", "--", source], { cwd: copy });
  }
}

const tree = openTree(path.resolve(import.meta.dirname, "../../.."));
const copy = copyTree(tree);
try {
  proveAll(tree, copy);
} finally {
  rmSync(copy, { recursive: true, force: true });
}
