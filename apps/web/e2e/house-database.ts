import { expect, type Page } from "@playwright/test";
import pg from "pg";
import { houseDatabase } from "./env.ts";

async function withDatabase<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: houseDatabase() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes the person of a page the operator of the house, as whoever installs it does: no page can. What the house knew of
 * the person by then is told of it within seconds.
 */
export async function makeOperator(page: Page, email: string): Promise<void> {
  const { rowCount } = await withDatabase((client) =>
    client.query("update users set role = 'operator' where email = $1", [email]),
  );
  if (rowCount !== 1) throw new Error(`there is no account ${email}`);
  await expect(async () => {
    const answer = await page.request.get("/api/trpc/access.me");
    expect(await answer.text()).toContain('"isOperator":true');
  }).toPass({ timeout: 30_000 });
}

/** Brings the time of an agency's schedules about. */
export async function letSchedulesBeDue(agencyId: string): Promise<void> {
  await withDatabase((client) =>
    client.query("update schedules set next_run_at = now() where agency_id = $1 and name = $2", [
      agencyId,
      "reports.run-schedule",
    ]),
  );
}

/** Does the work while a lock is held, so that a job that needs it is seen at work however fast it is. */
async function withLock(lock: string, values: readonly string[], work: () => Promise<void>): Promise<void> {
  await withDatabase(async (client) => {
    await client.query("begin");
    await client.query(lock, [...values]);
    await work();
    await client.query("rollback");
  });
}

/** Keeps an agency's billing run from taking invoice numbers meanwhile. */
export function whileBillingWaits(agencyId: string, work: () => Promise<void>): Promise<void> {
  return withLock(
    "select from number_counters where agency_id = $1 and kind = 'invoice' for update",
    [agencyId],
    work,
  );
}

/** Keeps contacts from being read meanwhile. */
export function whileContactsWait(work: () => Promise<void>): Promise<void> {
  return withLock("lock table contacts in access exclusive mode", [], work);
}

/** Keeps properties from being written meanwhile. */
export function whilePropertiesWait(work: () => Promise<void>): Promise<void> {
  return withLock("lock table properties in share mode", [], work);
}
