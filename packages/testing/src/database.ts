import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { joinServer } from "./server.ts";
import { clonePrefix, ensureTemplate, testPasswords, type Prepare } from "./template.ts";

type DatabaseContext = { adminUrl: string; template: string; run: string };

declare module "vitest" {
  interface ProvidedContext {
    steadDatabase: DatabaseContext;
  }
}

export type DatabaseSetupOptions = {
  prepare: Prepare;
  /** Files and folders that `prepare` depends on. A change of their content makes a new template. */
  sources: readonly string[];
};

/**
 * A vitest global setup: joins the checkout's test server and provides a template database for `cloneDatabase`.
 * Packages may run at the same time. What the run cloned and did not drop goes at its end.
 */
export function databaseSetup({
  prepare,
  sources,
}: DatabaseSetupOptions): (project: TestProject) => Promise<() => Promise<void>> {
  return async (project) => {
    const server = await joinServer();
    const run = `${clonePrefix}${Date.now()}_${randomBytes(4).toString("hex")}`;
    try {
      const template = await ensureTemplate(server.adminUrl, prepare, sources);
      project.provide("steadDatabase", { adminUrl: server.adminUrl, template, run });
    } catch (error) {
      await server.leave();
      throw error;
    }
    return async () => {
      await dropClones(server.adminUrl, run);
      await server.leave();
    };
  };
}

/** A database of one's own, migrated, with the three roles. */
export type TestDatabase = {
  name: string;
  /** The superuser: bypasses row-level security. For arranging and inspecting only. */
  adminUrl: string;
  ownerUrl: string;
  appUrl: string;
  systemUrl: string;
  drop(): Promise<void>;
};

let clones = 0;

/** Makes a database from the template, for one test file; needs `databaseSetup`. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const { adminUrl, template, run } = inject("steadDatabase");
  const name = `${run}_${process.pid}_${clones++}`;
  await asAdmin(adminUrl, (client) =>
    client.query(`create database ${name} template ${template} strategy file_copy owner stead_owner`),
  );
  const urlOf = (user?: string, password?: string) => {
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    if (user !== undefined) url.username = user;
    if (password !== undefined) url.password = password;
    return url.href;
  };
  return {
    name,
    adminUrl: urlOf(),
    ownerUrl: urlOf("stead_owner", testPasswords.owner),
    appUrl: urlOf("stead_app", testPasswords.app),
    systemUrl: urlOf("stead_system", testPasswords.system),
    drop: () => asAdmin(adminUrl, (client) => client.query(`drop database if exists ${name} with (force)`)),
  };
}

async function dropClones(adminUrl: string, run: string): Promise<void> {
  await asAdmin(adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select datname as name from pg_database where starts_with(datname, $1)",
      [run],
    );
    for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`);
  });
}

async function asAdmin(adminUrl: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
