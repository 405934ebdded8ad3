import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";

const launchers = path.join(import.meta.dirname, "../../dev");

/** Waits for its signal, and answers it slowly, as a product that closes its database does. */
const slowProgram = `
  process.on("SIGTERM", () => setTimeout(() => { console.log("closed"); process.exit(7); }, 300));
  setInterval(() => {}, 1000);
  console.log("up", ...process.argv.slice(2));
`;

/** A tree with the launchers and an installer that only notes that it was called. */
function plantProject(program: string): { root: string; env: NodeJS.ProcessEnv; installs: () => number } {
  const root = mkdtempSync(path.join(tmpdir(), "stead-launch-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  cpSync(launchers, path.join(root, "tooling/dev"), {
    recursive: true,
    filter: (file) => !/node_modules|\/(src|data)$/.test(file),
  });
  mkdirSync(path.join(root, "tooling/dev/src"), { recursive: true });
  writeFileSync(path.join(root, "tooling/dev/src/main.ts"), program);
  writeFileSync(path.join(root, "package.json"), '{ "packageManager": "pnpm@1.2.3" }');
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) writeFileSync(path.join(root, file), "");
  mkdirSync(path.join(root, "node_modules/node/bin"), { recursive: true });
  symlinkSync(process.execPath, path.join(root, "node_modules/node/bin/node"));
  const installer = path.join(root, "bin/npx");
  mkdirSync(path.dirname(installer));
  writeFileSync(installer, `#!/bin/sh\necho "$@" >> ${root}/installs\n`);
  chmodSync(installer, 0o755);
  const env = { PATH: `${path.dirname(installer)}:${process.env["PATH"] ?? ""}` };
  const log = path.join(root, "installs");
  return {
    root,
    env,
    installs: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").length : 0),
  };
}

const start = (root: string) => path.join(root, "tooling/dev/start.mjs");

async function untilPrinted(child: ChildProcess, word: string): Promise<string> {
  let printed = "";
  child.stdout?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  for (let waitedMs = 0; waitedMs < 10_000 && !printed.includes(word); waitedMs += 20) await sleep(20);
  return printed;
}

test("installs frozen, once, and again when the lockfile changes; hands over arguments, folders and the exit code", () => {
  const { root, env, installs } = plantProject(
    "console.log(JSON.stringify([process.argv.slice(2), process.env.HOME, process.env.NODE_COMPILE_CACHE])); process.exit(3);",
  );
  const run = () => spawnSync(process.execPath, [start(root), "--full"], { env, encoding: "utf8" });
  const first = run();
  expect(readFileSync(path.join(root, "installs"), "utf8")).toBe(
    "--yes pnpm@1.2.3 install --frozen-lockfile\n",
  );
  expect(first.status).toBe(3);
  const printed = first.stdout.trim().split("\n").at(-1) ?? "";
  expect(JSON.parse(printed)).toEqual([
    ["--full"],
    path.join(root, ".stead/home"),
    path.join(root, ".stead/compile-cache"),
  ]);
  run();
  expect(installs()).toBe(1);
  writeFileSync(path.join(root, "pnpm-lock.yaml"), "changed");
  run();
  expect(installs()).toBe(2);
});

test("a failed install stops with its exit code and starts nothing", () => {
  const { root, env } = plantProject('console.log("up");');
  writeFileSync(path.join(root, "bin/npx"), "#!/bin/sh\nexit 9\n");
  const result = spawnSync(process.execPath, [start(root)], { env, encoding: "utf8" });
  expect(result.status).toBe(9);
  expect(result.stdout).not.toContain("up");
  expect(result.stderr).toContain("The install failed");
});

test("a Node that is too old is told which one is needed", () => {
  const { root, env, installs } = plantProject('console.log("up");');
  const pretend = `Object.defineProperty(process.versions, "node", { value: "20.18.3" }); await import("${start(root)}");`;
  const result = spawnSync(process.execPath, ["--input-type=module", "-e", pretend], {
    env,
    encoding: "utf8",
  });
  expect(result.status).toBe(1);
  expect(result.stderr).toContain("Stead needs Node 20.19 or newer to start; this is 20.18.3.");
  expect(installs()).toBe(0);
});

test("a signal reaches the program, which takes its time to close", async () => {
  const { root, env } = plantProject(slowProgram);
  const child = spawn(process.execPath, [start(root)], { env });
  expect(await untilPrinted(child, "up")).toContain("up");
  const closed = untilPrinted(child, "closed");
  child.kill("SIGTERM");
  expect(await closed).toContain("closed");
  await expect.poll(() => child.exitCode).toBe(7);
});

test("when npm alone is killed, the program closes all the same", async () => {
  const { root, env } = plantProject(slowProgram);
  // Stands for npm: starts the launcher and dies without a word.
  const stand = `require("node:child_process").spawn(process.execPath, ["${start(root)}"], { stdio: "inherit" });`;
  const npm = spawn(process.execPath, ["-e", stand], { env: { ...env, npm_lifecycle_event: "start" } });
  expect(await untilPrinted(npm, "up")).toContain("up");
  const closed = untilPrinted(npm, "closed");
  npm.kill("SIGKILL");
  expect(await closed).toContain("closed");
});

test("what starts before the first build needs nothing that a build makes", () => {
  const refuseGenerated = `import { registerHooks } from "node:module";
    registerHooks({ resolve(specifier, context, next) {
      const found = next(specifier, context);
      if (found.url.includes("/generated/")) throw new Error("generated code: " + found.url);
      return found;
    } });`;
  const main = path.join(launchers, "src/main.ts");
  const hook = `data:text/javascript,${encodeURIComponent(refuseGenerated)}`;
  const { status, stderr } = spawnSync(process.execPath, ["--import", hook, main, "--help"], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
