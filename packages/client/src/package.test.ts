import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createTRPCClient } from "@trpc/client";
import type { AppRouter } from "@stead/api/router";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSteadLinks } from "./links.ts";
import { startApiProcess, type ApiProcess } from "./test-process.ts";

const run = promisify(execFile);
const here = path.resolve(import.meta.dirname, "..");

let api: ApiProcess;
let folder: string;
beforeAll(async () => {
  [api, folder] = await Promise.all([startApiProcess(), mkdtemp(path.join(os.tmpdir(), "stead-client-"))]);
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

/** The program that the README shows. */
async function exampleProgram(): Promise<string> {
  const readme = await readFile(path.join(here, "README.md"), "utf8");
  const program = /```ts\n(import [\s\S]+?)```/.exec(readme)?.[1];
  if (program === undefined) throw new Error("the README has no program");
  return program;
}

async function anApiKey(): Promise<string> {
  const owner = createTRPCClient<AppRouter>({
    links: createSteadLinks({ url: `${api.url}/trpc`, headers: { cookie: api.cookie } }),
  });
  const { key } = await owner.access.createApiKey.mutate({
    name: "Arrears report",
    permissions: ["payments:read"],
  });
  return key;
}

test("a folder of its own installs the tarball, passes strict type-checking, and lists arrears", async () => {
  const npx = path.resolve(here, "../../node_modules/.bin/pnpm");
  await run(npx, ["pack", "--pack-destination", folder], { cwd: here });
  const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "";
  const configuration = {
    compilerOptions: {
      strict: true,
      module: "nodenext",
      target: "ESNext",
      lib: ["ESNext", "DOM"],
      noEmit: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      types: ["node"],
    },
    files: ["arrears.ts", "wrong.ts"],
  };
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(configuration));
  await writeFile(path.join(folder, "arrears.ts"), await exampleProgram());
  await writeFile(
    path.join(folder, "wrong.ts"),
    `import { createSteadClient } from "@stead/client";
const client = createSteadClient({ url: "" });
// @ts-expect-error a filter that does not exist
void client.arrears.list.query({ minimumDays: 30 });
// @ts-expect-error an amount is a number
const amount: string = (await client.arrears.list.query({})).items[0]?.overdueMinor ?? 0;
void amount;`,
  );
  await run(
    "npm",
    ["install", "--no-audit", "--no-fund", "--prefer-offline", `./${tarball}`, "@types/node@26"],
    { cwd: folder },
  );
  const installed = await readFile(path.join(folder, "node_modules/@stead/client/dist/index.d.ts"), "utf8");
  expect(installed).not.toMatch(/@stead\/|prisma/i);
  await run(path.join(here, "node_modules/.bin/tsc"), ["-p", folder], { cwd: folder });

  const env = { PATH: process.env["PATH"], STEAD_URL: api.url, STEAD_API_KEY: await anApiKey() };
  const { stdout } = await run(process.execPath, ["arrears.ts"], { cwd: folder, env });
  expect(stdout).toMatch(/^0 leases as of \d{4}-\d\d-\d\d\n$/);
  const refused = await run(process.execPath, ["arrears.ts"], {
    cwd: folder,
    env: { ...env, STEAD_API_KEY: "stead_wrong" },
  }).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("UNAUTHENTICATED: this API key is unknown, revoked or expired"),
  });
}, 180_000);
