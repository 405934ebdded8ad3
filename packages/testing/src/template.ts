import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";

export type TestPasswords = { owner: string; app: string; system: string };

/** Known to everybody: they open only databases that tests make. */
export const testPasswords: TestPasswords = {
  owner: "owner-of-tests",
  app: "app-of-tests",
  system: "system-of-tests",
};

/** Makes an empty database ready: roles, extensions, migrations. */
export type Prepare = (
  adminUrl: string,
  options: { database: string; passwords: TestPasswords },
) => Promise<unknown>;

const templatePrefix = "stead_template_";
export const clonePrefix = "stead_test_";

const templateLock = 7_201_836;
const templateKeptMs = 12 * 3_600_000;
const cloneKeptMs = 3_600_000;

/** A name for the contents of files and folders: another content, another template. */
function fingerprint(sources: readonly string[]): string {
  const hash = createHash("sha256");
  for (const source of sources.map((each) => path.resolve(each))) {
    const files = fs.statSync(source).isDirectory()
      ? fs
          .readdirSync(source, { recursive: true, encoding: "utf8" })
          .toSorted()
          .map((name) => path.join(source, name))
      : [source];
    for (const file of files) {
      if (fs.statSync(file).isFile())
        hash
          .update(path.basename(path.dirname(file)))
          .update("\0")
          .update(fs.readFileSync(file))
          .update("\0");
    }
  }
  return hash.digest("hex").slice(0, 16);
}

/** Makes the template of these sources unless it exists, clears what nobody uses any more, and returns its name. */
export async function ensureTemplate(
  adminUrl: string,
  prepare: Prepare,
  sources: readonly string[],
): Promise<string> {
  const template = `${templatePrefix}${fingerprint(sources)}`;
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [templateLock]);
    const { rows } = await client.query("select from pg_database where datname = $1", [template]);
    if (rows.length === 0) {
      const building = `stead_building_${template.slice(templatePrefix.length)}`;
      await client.query(`drop database if exists ${building} with (force)`);
      await prepare(adminUrl, { database: building, passwords: testPasswords });
      // The rename is what makes it exist: one that was killed while building never counts.
      await client.query(`alter database ${building} with allow_connections false is_template true`);
      await client.query(`alter database ${building} rename to ${template}`);
    }
    await client.query(`comment on database ${template} is '${Date.now()}'`);
    await clearUnused(client);
    return template;
  } finally {
    await client.end();
  }
}

async function clearUnused(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; usedAt: string | null; isOpen: boolean }>(
    `select datname as name, shobj_description(oid, 'pg_database') as "usedAt",
            exists (select 1 from pg_stat_activity a where a.datid = d.oid) as "isOpen"
     from pg_database d where datname like 'stead\\_template\\_%' or datname like 'stead\\_test\\_%'`,
  );
  for (const { name, usedAt, isOpen } of rows) {
    const isTemplate = name.startsWith(templatePrefix);
    const madeMs = isTemplate ? Number(usedAt) : Number(name.slice(clonePrefix.length).split("_")[0]);
    if (isOpen || Date.now() - madeMs < (isTemplate ? templateKeptMs : cloneKeptMs)) continue;
    if (isTemplate) await client.query(`alter database ${name} with is_template false`);
    await client.query(`drop database if exists ${name}`);
  }
}
