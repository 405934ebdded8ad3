import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path/posix";
import type { Check, Finding, Tree } from "./tree.ts";

const knownEnding = /\.(ts|tsx|mjs|json|md|sql|prisma|css|ya?ml|csv)$/;
const pathWord = /^[\w.@<>{},*()[\]-]+(\/[\w.@<>{},*()[\]-]+)*\/?$/;

/** `packages/<name>/src/*.ts` and `{a,b}.ts` as a pattern over whole paths. */
function toPattern(word: string): RegExp {
  const source = word
    .replaceAll(/[.()[\]]/g, String.raw`\$&`)
    .replaceAll(/\{([^}]*)\}/g, (_, choices: string) => `(${choices.replaceAll(",", "|")})`)
    .replaceAll("**", "\0")
    .replaceAll("*", "[^/]*")
    .replaceAll("\0", ".*")
    .replaceAll(/<[^>]*>/g, "[^/]+");
  return new RegExp(`^${source.replace(/\/$/, "")}(/.*)?$`);
}

type Line = { file: string; line: number; text: string };

function lineExists(tree: Tree, { file }: Line, word: string): boolean {
  const places = [word, path.join(path.dirname(file), word)].map((place) => path.normalize(place));
  if (places.some((place) => !place.startsWith("..") && existsSync(path.join(tree.root, place)))) return true;
  const patterns = places.map(toPattern);
  if (tree.paths.some((known) => patterns.some((pattern) => pattern.test(known)))) return true;
  if (!word.includes("/")) return tree.paths.some((known) => toPattern(word).test(path.basename(known)));
  // What the product writes (`.stead/`, `dist/`) is ignored by git, and may be named before it is there.
  return (
    spawnSync("git", ["check-ignore", "--quiet", "--no-index", places[0] ?? word], { cwd: tree.root })
      .status === 0
  );
}

function isPath(tree: Tree, { file }: Line, word: string): boolean {
  if (!pathWord.test(word) || /^@|^\.\w+$/.test(word)) return false;
  if (knownEnding.test(word)) return true;
  const [first = ""] = word.split("/");
  if (!word.includes("/")) return false;
  return [first, path.join(path.dirname(file), first)].some((folder) =>
    tree.paths.some((known) => known.startsWith(`${folder}/`)),
  );
}

function findDeadPaths(tree: Tree, line: Line): Finding[] {
  const quoted = [...line.text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
  const linked = [...line.text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] ?? "").replace(/#.*$/, ""))
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target));
  return [...quoted.filter((word) => isPath(tree, line, word)), ...linked]
    .filter((word) => !lineExists(tree, line, word))
    .map((word) => ({ file: line.file, line: line.line, message: `"${word}" does not exist` }));
}

/** Words that npm and pnpm understand themselves; anything else must be a script. */
const builtIn = new Set(
  "add ci config dlx exec import init install link pack publish store update view why".split(" "),
);

type Manifest = { name?: string; scripts?: Record<string, string> };

function readManifests(tree: Tree): { file: string; manifest: Manifest }[] {
  return tree.paths
    .filter((file) => /(^|\/)package\.json$/.test(file))
    .map((file) => ({
      file,
      manifest: JSON.parse(readFileSync(path.join(tree.root, file), "utf8")) as Manifest,
    }));
}

/** The script that a command line names, and the package it names it in. */
function namedScript(command: string): { script: string; filter: string | undefined } | undefined {
  const words = command.trim().split(/\s+/);
  let filter: string | undefined;
  while (words[0]?.startsWith("-")) {
    const flag = words.shift();
    if (flag === "--filter" || flag === "-F" || flag === "-C") filter = words.shift();
  }
  if (words[0] === "run") words.shift();
  const script = words[0]?.replace(/[.,;:)]+$/, "");
  return script === undefined || !/^[a-z][\w:-]*$/.test(script) || builtIn.has(script)
    ? undefined
    : { script, filter };
}

function findDeadScripts(line: Line, manifests: ReturnType<typeof readManifests>): Finding[] {
  const own = path.join(path.dirname(line.file), "package.json");
  return [...line.text.matchAll(/\bp?npm(?:@[\d.]+)?\s+([^`|&;#]+)/g)].flatMap((match) => {
    const named = namedScript(match[1] ?? "");
    if (named === undefined) return [];
    const candidates = manifests.filter(({ file, manifest }) =>
      named.filter === undefined ? file === "package.json" || file === own : manifest.name === named.filter,
    );
    if (candidates.some(({ manifest }) => manifest.scripts?.[named.script] !== undefined)) return [];
    return [{ file: line.file, line: line.line, message: `there is no script "${named.script}"` }];
  });
}

/** Commands are read where they are set as code: in a fence or between backticks. */
function commandsOf(tree: Tree, file: string): { lines: Line[]; commands: Line[] } {
  let isFenced = false;
  const lines: Line[] = [];
  const commands: Line[] = [];
  for (const [index, text] of tree.read(file).split("\n").entries()) {
    const line = { file, line: index + 1, text };
    if (/^\s*```/.test(text)) isFenced = !isFenced;
    else if (isFenced) commands.push(line);
    else {
      lines.push(line);
      for (const match of text.matchAll(/`([^`]+)`/g)) commands.push({ ...line, text: match[1] ?? "" });
    }
  }
  return { lines, commands };
}

function findDeadReferences(tree: Tree): Finding[] {
  const manifests = readManifests(tree);
  return tree.paths
    .filter((file) => file.endsWith(".md") && !/(^|\/)data\//.test(file))
    .flatMap((file) => {
      const { lines, commands } = commandsOf(tree, file);
      return [
        ...lines.flatMap((line) => findDeadPaths(tree, line)),
        ...commands.flatMap((line) => findDeadScripts(line, manifests)),
      ];
    });
}

export const docs: Check = { title: "paths and commands in the docs exist", run: findDeadReferences };
