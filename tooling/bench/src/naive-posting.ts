import { newId } from "@stead/kernel/ids";
import pg from "pg";
import { agencyId } from "./billing-portfolio.ts";

/** The tables of the naive way: each amount beside its receipt, and two balances that everybody writes. */
export const naiveTables = `
  create table naive_keys (agency_id uuid, external_id text, primary key (agency_id, external_id));
  create table naive_accounts (agency_id uuid, code text, balance bigint not null, primary key (agency_id, code));
  create table naive_counters (agency_id uuid primary key, next bigint not null);
  create table naive_receipts (agency_id uuid, id uuid, number bigint, external_id text, amount bigint, primary key (agency_id, id));
  create table naive_journals (agency_id uuid, id uuid, receipt_id uuid, primary key (agency_id, id));
  create table naive_lines (agency_id uuid, journal_id uuid, line int, code text, amount bigint, primary key (agency_id, journal_id, line));
  create table naive_audit (agency_id uuid, id uuid primary key, receipt_id uuid, what jsonb);
  insert into naive_accounts values ('${agencyId}', '1010', 0), ('${agencyId}', '2020', 0);
  insert into naive_counters values ('${agencyId}', 1);
  grant select, insert, update on all tables in schema public to stead_app`;

export type NaivePosting = { post(amountMinor: number): Promise<void>; close(): Promise<void> };

/**
 * An interactive transaction a receipt, a prepared statement a round trip: claims the receipt, reads both balances for
 * update, takes a number, writes receipt, journal, lines and trail, and writes both balances back.
 */
export function openNaivePosting(connectionString: string, atOnce: number): NaivePosting {
  // Kept between its turns, as the other side's are.
  const pool = new pg.Pool({ connectionString, max: atOnce, idleTimeoutMillis: 0 });
  // The server may stop first; without a listener that would end the process.
  pool.on("error", () => {});
  return {
    post: async (amountMinor) => {
      const client = await pool.connect();
      try {
        await client.query("begin");
        await write(client, amountMinor);
        await client.query("commit");
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

async function write(client: pg.PoolClient, amountMinor: number): Promise<void> {
  const [receiptId, journalId] = [newId(), newId()];
  const run = (name: string, text: string, values: unknown[]) => client.query({ name, text, values });
  await run("key", "insert into naive_keys values ($1, $2)", [agencyId, receiptId]);
  const balances = await run(
    "balances",
    "select code, balance from naive_accounts where agency_id = $1 and code in ('1010', '2020') order by code for update",
    [agencyId],
  );
  const [clearing, suspense] = (balances.rows as { balance: string }[]).map(({ balance }) => Number(balance));
  const counter = await run(
    "number",
    "update naive_counters set next = next + 1 where agency_id = $1 returning next",
    [agencyId],
  );
  const { next } = (counter.rows as { next: string }[])[0] ?? { next: "0" };
  const receipt = [agencyId, receiptId, next, receiptId, amountMinor];
  await run("receipt", "insert into naive_receipts values ($1, $2, $3, $4, $5)", receipt);
  await run("journal", "insert into naive_journals values ($1, $2, $3)", [agencyId, journalId, receiptId]);
  const line = [agencyId, journalId];
  await run("line", "insert into naive_lines values ($1, $2, 1, '1010', $3)", [...line, amountMinor]);
  await run("line2", "insert into naive_lines values ($1, $2, 2, '2020', $3)", [...line, -amountMinor]);
  await run("audit", "insert into naive_audit values ($1, $2, $3, '{}')", [agencyId, newId(), receiptId]);
  const balance = "update naive_accounts set balance = $3 where agency_id = $1 and code = $2";
  await run("balance", balance, [agencyId, "1010", (clearing ?? 0) + amountMinor]);
  await run("balance", balance, [agencyId, "2020", (suspense ?? 0) - amountMinor]);
}
