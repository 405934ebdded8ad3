import pg from "pg";
import { databaseSetup } from "./src/database.ts";
import type { Prepare } from "./src/template.ts";

/** The least that a template needs: the roles, and something to recognise it by. */
const prepare: Prepare = async (adminUrl, { database, passwords }) => {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  for (const [name, password] of Object.entries(passwords)) {
    await admin.query(
      `do $$ begin create role stead_${name} login password '${password}'; exception when duplicate_object then null; end $$`,
    );
  }
  await admin.query(`create database ${database} owner stead_owner`);
  await admin.end();
  const client = new pg.Client({
    connectionString: Object.assign(new URL(adminUrl), { pathname: `/${database}` }).href,
  });
  await client.connect();
  await client.query(
    "create table mark (a int); insert into mark values (1); grant select, insert on mark to stead_owner, stead_app, stead_system",
  );
  await client.end();
};

export default databaseSetup({ prepare, sources: [import.meta.filename] });
