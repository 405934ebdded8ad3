import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createTRPCClient, type TRPCClient } from "@trpc/client";
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

/** A tenant who has not paid since January 2026. */
async function aLateTenant(owner: TRPCClient<AppRouter>): Promise<void> {
  const address = { addressLine: "1 Moi Avenue", city: "Nairobi", country: "KE" };
  const property = await owner.portfolio.createProperty.mutate({
    name: "Moi Court",
    kind: "multifamily",
    unitCount: 1,
    ...address,
  });
  const [unit] = (await owner.portfolio.listUnits.query({ propertyId: property.id })).items;
  const tenant = await owner.contacts.create.mutate({ name: "Amina Otieno", roles: ["tenant"] });
  const terms = { startOn: "2026-01-01", rentMinor: 3_000_000, depositMinor: 0, dueDay: 1 };
  const lease = await owner.leases.create.mutate({ unitId: unit?.id ?? "", contactId: tenant.id, ...terms });
  await owner.leases.activate.mutate({ id: lease.id, version: lease.version });
}

async function anApiKey(owner: TRPCClient<AppRouter>): Promise<string> {
  const { key } = await owner.access.createApiKey.mutate({
    name: "Arrears report",
    permissions: ["payments:read"],
  });
  return key;
}

test("a folder of its own installs the tarball, passes strict type-checking, and lists arrears", async () => {
  await run("npm", ["pack", "--pack-destination", folder, path.join(here, "dist")]);
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
  const install = ["install", "--no-audit", "--no-fund", "--prefer-offline"];
  await run("npm", [...install, `./${tarball}`, "@types/node@26"], { cwd: folder });
  const installed = await readFile(path.join(folder, "node_modules/@stead/client/index.d.ts"), "utf8");
  expect(installed).not.toMatch(/ from "|import\(/);
  await run(path.join(here, "node_modules/.bin/tsc"), ["-p", folder], { cwd: folder });

  const owner = createTRPCClient<AppRouter>({
    links: createSteadLinks({ url: `${api.url}/trpc`, headers: { cookie: api.cookie } }),
  });
  await aLateTenant(owner);
  const env = { STEAD_URL: api.url, STEAD_API_KEY: await anApiKey(owner) };
  const { stdout } = await run(process.execPath, ["arrears.ts"], { cwd: folder, env });
  expect(stdout).toMatch(/^Amina Otieno, Moi Court 1: 3000000 KES\n1 leases as of \d{4}-\d\d-\d\d\n$/);
  const refused = await run(process.execPath, ["arrears.ts"], {
    cwd: folder,
    env: { ...env, STEAD_API_KEY: "stead_wrong" },
  }).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("UNAUTHENTICATED: this API key is unknown, revoked or expired"),
  });
}, 180_000);
