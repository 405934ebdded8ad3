import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { AppError } from "@stead/kernel/errors";
import pg from "pg";
import { migrate, migrationsDirectory } from "./migrate.ts";
import { databaseUrl, roles, type RoleName, type RolePasswords } from "./roles.ts";

export type BootstrapOptions = { database: string; passwords: RolePasswords };
export type DatabaseUrls = { ownerUrl: string; appUrl: string; systemUrl: string };

/** Any number that nothing else in the `postgres` database locks. */
const bootstrapLock = 7_201_835;

const extensions = ["btree_gist", "btree_gin", "pg_trgm"];

/** Owns the search functions and reads the searched tables; nobody signs in as it. */
const searchRole = "stead_search";

/**
 * Makes the three login roles with these passwords, the database owned by `stead_owner`, its extensions, and the
 * right to connect. Needs the `adminUrl` of a superuser or, as managed servers give it, of a role that may create roles
 * and databases; repeating it changes nothing but the passwords. Table rights are the migrations' work.
 */
export async function bootstrapRoles(
  adminUrl: string,
  { database, passwords }: BootstrapOptions,
): Promise<DatabaseUrls> {
  await withClient(databaseUrl(adminUrl, "postgres"), async (client) => {
    // Two starts at once would change the same catalogue rows, which PostgreSQL refuses.
    await client.query("select pg_advisory_lock($1)", [bootstrapLock]);
    for (const name of roleNames) await makeRole(client, roles[name], passwords[name]);
    await makeSearchRole(client);
    await joinOwner(client);
    await makeDatabase(client, database);
    await withClient(databaseUrl(adminUrl, database), makeGrounds);
  });
  const urlOf = (name: RoleName) =>
    databaseUrl(adminUrl, database, { user: roles[name], password: passwords[name] });
  return { ownerUrl: urlOf("owner"), appUrl: urlOf("app"), systemUrl: urlOf("system") };
}

/** `bootstrapRoles`, then every migration as the owner: a database that is ready for api and worker. */
export async function prepareDatabase(
  adminUrl: string,
  options: BootstrapOptions,
): Promise<DatabaseUrls & { applied: string[] }> {
  const urls = await bootstrapRoles(adminUrl, options);
  return { ...urls, applied: await migrate(urls.ownerUrl, migrationsDirectory) };
}

/** What a prepared database depends on: another content of these makes another schema. */
export const schemaSources: readonly string[] = [migrationsDirectory, import.meta.filename];

const roleNames: readonly RoleName[] = ["owner", "app", "system"];

async function withClient(
  connectionString: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function makeGrounds(client: pg.Client): Promise<void> {
  for (const extension of extensions) await client.query(`create extension if not exists ${extension}`);
  await client.query(`
    alter schema public owner to ${roles.owner};
    revoke create on schema public from public;
    grant usage on schema public to ${roles.app}, ${roles.system}, ${searchRole};
  `);
}

async function makeRole(client: pg.Client, role: string, password: string): Promise<void> {
  const { rows } = await client.query<{ isMighty: boolean }>(
    `select rolsuper or rolbypassrls as "isMighty" from pg_roles where rolname = $1`,
    [role],
  );
  if (rows[0]?.isMighty)
    throw new AppError("PRECONDITION", `the role ${role} must not bypass row-level security`);
  const verb = rows.length > 0 ? "alter" : "create";
  await client.query(`${verb} role ${role} login password ${client.escapeLiteral(scramVerifier(password))}`);
}

async function makeSearchRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select from pg_roles where rolname = $1", [searchRole]);
  if (rows.length === 0) await client.query(`create role ${searchRole} nologin`);
  // The owner's migrations hand functions to it.
  await client.query(`grant ${searchRole} to ${roles.owner}`);
}

/** Who is no superuser can hand things to the owner only as one of its members. */
async function joinOwner(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ isSuperuser: boolean }>(
    `select rolsuper as "isSuperuser" from pg_roles where rolname = current_user`,
  );
  if (rows[0]?.isSuperuser !== true) await client.query(`grant ${roles.owner} to current_user`);
}

async function makeDatabase(client: pg.Client, database: string): Promise<void> {
  const name = client.escapeIdentifier(database);
  const { rows } = await client.query<{ owner: string }>(
    "select pg_get_userbyid(datdba) as owner from pg_database where datname = $1",
    [database],
  );
  if (rows[0] === undefined) await client.query(`create database ${name} owner ${roles.owner}`);
  else if (rows[0].owner !== roles.owner)
    await client.query(`alter database ${name} owner to ${roles.owner}`);
  await client.query(`
    revoke all on database ${name} from public;
    grant connect, temporary on database ${name} to ${roles.app}, ${roles.system};
  `);
}

/** What PostgreSQL stores for a password (RFC 5803), so that the password itself reaches no log and no statistics. */
function scramVerifier(password: string): string {
  if (!/^[\x21-\x7e]{12,}$/.test(password)) {
    throw new AppError(
      "INVALID",
      "a role's password is at least 12 printable ASCII characters without blanks",
    );
  }
  const iterations = 4_096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const keyFor = (purpose: string) => createHmac("sha256", salted).update(purpose).digest();
  const storedKey = createHash("sha256").update(keyFor("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${keyFor("Server Key").toString("base64")}`;
}
