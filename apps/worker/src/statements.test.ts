import type { StatementDto } from "@stead/contracts/statements";
import { runProof } from "@stead/services/ledger";
import { setUpAgency } from "@stead/services/agency";
import { createBankAccount, createStatement, getStatement } from "@stead/services/statements";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  eventually,
  makeOwnerContext,
  openWorkerTestHouse,
  storeText,
  type WorkerTestHouse,
} from "./test-worker.ts";

/** Real worker processes that die while they read and book a bank's statement. */
let house: WorkerTestHouse;
beforeAll(async () => {
  house = await openWorkerTestHouse();
});
afterAll(() => house.close());

const lineCount = 1_400;
/** A chunk is 1,000 receipts: the second one dies in its middle. */
const bookedBefore = 1_000;
const amountMinor = 1_000_00;

const lines = Array.from({ length: lineCount }, (_, index) => {
  const balance = ((index + 1) * amountMinor) / 100;
  return `2026-06-12,FT${index},NOBODY ${index},TRANSFER,${amountMinor / 100}.00,${balance}.00`;
});
const content = `Account Number,0110012345\n\nDate,Transaction ID,Reference,Description,Amount,Balance\n${lines.join("\n")}\n`;

test("a statement whose worker is killed while reading and while booking is booked whole, each line once", async () => {
  const ctx = await makeOwnerContext(house);
  await setUpAgency({ ctx });
  const bank = await createBankAccount({
    ctx,
    input: { label: "Client account", number: "0110012345", currency: "KES", accountCode: "1000" },
  });
  const upload = async () =>
    createStatement({
      ctx,
      input: {
        railAccountId: null,
        bankAccountId: bank.id,
        fileName: "june.csv",
        contentType: "text/csv",
        file: await storeText(house.files, content),
      },
    });
  const countOf = async (table: "statement_lines" | "payments") =>
    (
      await house.arrange.query<{ count: number }>(
        `select count(*)::int as count from ${table} where agency_id = $1`,
        ctx.agencyId,
      )
    )[0]?.count;
  const reaches = (id: string, state: StatementDto["state"]) =>
    eventually(async () => {
      const found = await getStatement({ ctx, input: { id } });
      expect(found.state).toBe(state);
      return found;
    });
  const startMortalWorker = () => house.startWorker({ JOB_LOCK_SECONDS: "3" });
  const ofAgency = `new.agency_id = '${ctx.agencyId}'`;

  const reading = await house.closeGate({
    table: "statement_lines",
    event: "insert",
    when: `${ofAgency} and new.line_no > ${bookedBefore}`,
  });
  const booking = await house.closeGate({
    table: "payments",
    event: "insert",
    when: `${ofAgency} and new.number > ${bookedBefore + 200}`,
  });
  const { id } = await upload();
  const first = startMortalWorker();
  await reading.reached();
  expect(await first.end("SIGKILL")).toBeNull();
  await reading.open();
  expect([await countOf("statement_lines"), await countOf("payments")]).toEqual([0, 0]);

  const second = startMortalWorker();
  await booking.reached();
  expect(await second.end("SIGKILL")).toBeNull();
  expect([await countOf("statement_lines"), await countOf("payments")]).toEqual([lineCount, bookedBefore]);
  await booking.open();

  const third = startMortalWorker();
  expect(await reaches(id, "done")).toMatchObject({ lineCount, knownCount: 0, bookedCount: lineCount });
  expect(await countOf("payments")).toBe(lineCount);
  const [held] = await house.arrange.query(
    `select sum(l.amount_minor)::bigint as "amountMinor", count(distinct k.external_id)::int as names
      from payments p join external_keys k on k.agency_id = p.agency_id and k.entity_id = p.id and k.kind = 'payment'
      join journal_lines l on l.agency_id = p.agency_id and l.journal_id = p.journal_id and l.account_code = '1000'
      where p.agency_id = $1`,
    ctx.agencyId,
  );
  expect(held).toEqual({ amountMinor: lineCount * amountMinor, names: lineCount });
  // The same file again finds every line.
  const again = await upload();
  expect(await reaches(again.id, "done")).toMatchObject({ knownCount: lineCount, bookedCount: 0 });
  expect(await countOf("payments")).toBe(lineCount);
  expect((await runProof({ ctx })).checks.filter(({ isSound }) => !isSound)).toEqual([]);
  expect(await third.end("SIGTERM")).toBe(0);
});
