import { ListDaysInput } from "@stead/contracts/reconciliation";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { expect, test } from "vitest";
import { openFiledHouse } from "../context/test-files.ts";
import { makeHouseAgency } from "../context/test-house.ts";
import { aPayment, rentMinor } from "../context/test-money.ts";
import { makeRailAccount, withRails } from "../context/test-rails.ts";
import { makeTenancy } from "../context/test-tenancy.ts";
import { recordPayment, reversePayment } from "../payments/index.ts";
import { createBankAccount, ignoreLine } from "../statements/index.ts";
import { bankFile, bring, linesOf, portalFile } from "../statements/test-statement.ts";
import { getDayProof, listDays, proveDay, proveDays } from "./index.ts";

const { house, files } = await openFiledHouse();

async function open() {
  const tenancy = await makeTenancy(house);
  const ctx = withRails(tenancy.ctx);
  const railAccountId = await makeRailAccount(house, tenancy.agency.id);
  const input = {
    label: "Client account",
    number: "0110012345",
    currency: "KES",
    accountCode: "1000",
  } as const;
  const { id: bankAccountId } = await createBankAccount({ ctx, input });
  // Accounts of a test are older than its clock.
  for (const table of ["rail_accounts", "bank_accounts"])
    await house.arrange.query(
      `update ${table} set created_at = '2026-06-12T00:00:00Z' where agency_id = $1`,
      tenancy.agency.id,
    );
  return { ...tenancy, ctx, railAccountId, bankAccountId };
}

const day = "2026-06-12";

test("a day is proved when the statement, the books and the balance are one", async () => {
  const { ctx, lease, railAccountId, bankAccountId } = await open();
  await makeInvoice(house.arrange, lease);
  const rows = [
    { receipt: "TKL0AAAA01", minor: rentMinor },
    { receipt: "TKL0AAAA01", minor: -55_00, reason: "Pay Bill Charge" },
    { receipt: "TKL0AAAA02", minor: 900_00 },
    { receipt: "TKL0AAAA03", minor: -900_00, reason: "Pay Bill Reversal", linked: "TKL0AAAA02" },
    { receipt: "TKL0AAAA04", minor: -1_000_00, reason: "Organization Settlement to Bank" },
  ];
  await bring(ctx, files, { railAccountId }, portalFile(rows));
  const proof = await proveDay({ ctx, input: { accountId: railAccountId, day } });
  expect(proof.differences).toEqual([]);
  expect(proof).toMatchObject({ state: "proved", version: 1, differenceCount: 0 });
  const balance = proof.checks.find(({ name }) => name === "balance");
  expect(balance).toMatchObject({ theirMinor: rentMinor - 1_055_00, ourMinor: rentMinor - 1_055_00 });
  const arrived = { id: "FT1", on: "2026-06-13", minor: 1_000_00, text: "PAYOUT 600966" };
  await bring(ctx, files, { bankAccountId }, bankFile([{ id: "FT0", minor: 200_00 }, arrived]));
  // The payout is on its way on the first day, and there on the second.
  for (const on of [day, "2026-06-13"])
    expect(await proveDay({ ctx, input: { accountId: bankAccountId, day: on } })).toMatchObject({
      state: "proved",
      differences: [],
    });
  const again = await proveDay({ ctx, input: { accountId: railAccountId, day } });
  expect(again).toMatchObject({ version: 2, state: "proved" });
  expect(await getDayProof({ ctx, input: { id: proof.id } })).toEqual({ ...proof, latestId: again.id });
});

test("each difference is listed with its record, and the keepers of the books are told once", async () => {
  const { ctx, agency, bankAccountId } = await open();
  const phantom = await recordPayment({
    ctx,
    input: aPayment(null, { receivedOn: "2026-06-09", amountMinor: 700_00 }),
  });
  const out = { id: "FT2", minor: -300_00, text: "TRANSFER TO SOMEBODY" };
  await bring(ctx, files, { bankAccountId }, bankFile([{ id: "FT1", minor: 500_00 }, out]));
  const proof = await proveDay({ ctx, input: { accountId: bankAccountId, day } });
  expect(proof.state).toBe("failed");
  expect(
    proof.differences.map(({ kind, record, ourMinor, theirMinor }) => [kind, record, theirMinor, ourMinor]),
  ).toEqual([
    ["not_in_books", "line", -300_00, null],
    ["not_on_statement", "payment", null, 700_00],
    ["balance", "account", 200_00, 1_200_00],
  ]);
  for (const { advice } of proof.differences) expect(advice.length).toBeGreaterThan(20);
  const told = () =>
    house.arrange.query(
      "select from notifications where agency_id = $1 and kind = 'day_proof.failed'",
      agency.id,
    );
  expect(await told()).toHaveLength(1);
  await reversePayment({
    ctx,
    input: {
      paymentId: phantom.id,
      version: phantom.version,
      kind: "mistake",
      reason: "Never came",
      idempotencyKey: phantom.id,
    },
  });
  const [line] = await linesOf(ctx, { state: "waiting" });
  await ignoreLine({ ctx, input: { id: line?.id ?? "", version: line?.version ?? 0, reason: "Ours" } });
  const next = await proveDay({ ctx, input: { accountId: bankAccountId, day } });
  expect(next.differences.map(({ kind }) => kind)).toEqual(["balance"]);
  expect(await told()).toHaveLength(1);
  await expect(
    house.arrange.query("update day_proofs set state = 'proved' where id = $1", proof.id),
  ).rejects.toThrow(/append only/);
});

test("the night proves what is not proved yet, and keeps what is", async () => {
  const { ctx, railAccountId, bankAccountId } = await open();
  await bring(
    ctx,
    files,
    { bankAccountId },
    bankFile([
      { id: "FT1", minor: 500_00 },
      { id: "FT2", on: "2026-06-14", minor: 10_00 },
    ]),
  );
  await house.arrange.query("update rail_accounts set is_active = false where id = $1", railAccountId);
  expect(await proveDays({ ctx })).toEqual({ proved: 3, failed: 0 });
  expect(await proveDays({ ctx })).toEqual({ proved: 0, failed: 0 });
  const { items } = await listDays({ ctx, input: ListDaysInput.parse({}) });
  expect(items.map((item) => [item.day, item.state, item.version])).toEqual([
    ["2026-06-14", "proved", 1],
    ["2026-06-13", "proved", 1],
    ["2026-06-12", "proved", 1],
  ]);
  const one = await listDays({
    ctx,
    input: ListDaysInput.parse({ from: "2026-06-13", to: "2026-06-13", accountId: bankAccountId }),
  });
  expect(one.items.map((item) => item.day)).toEqual(["2026-06-13"]);
  const stranger = withRails((await makeHouseAgency(house)).ctx);
  expect((await listDays({ ctx: stranger, input: ListDaysInput.parse({}) })).items).toEqual([]);
  await expect(proveDay({ ctx: stranger, input: { accountId: bankAccountId, day } })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("a day of which nobody tells is uncovered, and one that is not over is refused", async () => {
  const { ctx, bankAccountId } = await open();
  const proof = await proveDay({ ctx, input: { accountId: bankAccountId, day } });
  expect(proof).toMatchObject({ state: "uncovered", differenceCount: 1, accountCode: "1000" });
  expect(proof.latestId).toBe(proof.id);
  const again = await proveDay({ ctx, input: { accountId: bankAccountId, day } });
  expect(await getDayProof({ ctx, input: { id: proof.id } })).toMatchObject({
    version: 1,
    latestId: again.id,
  });
  await expect(
    proveDay({ ctx, input: { accountId: bankAccountId, day: "2026-06-15" } }),
  ).rejects.toMatchObject({ code: "INVALID" });
});
