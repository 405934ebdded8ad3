import { countStatements } from "@stead/db/observe";
import { readStatement } from "@stead/documents/statements/read-statement";
import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { describe, expect, test } from "vitest";
import { inTransaction, type RailContext } from "../context/index.ts";
import { openFiledHouse } from "../context/test-files.ts";
import { makeHouseAgency, type TestContext } from "../context/test-house.ts";
import { accountSums, aPayment, invoiceState, rentMinor } from "../context/test-money.ts";
import { makeRailAccount, withRails } from "../context/test-rails.ts";
import { makeTenancy } from "../context/test-tenancy.ts";
import { runProof } from "../ledger/index.ts";
import { bookMoney, getPayment, recordPayment } from "../payments/index.ts";
import { arrived } from "../payments/test-arrival.ts";
import {
  bookLine,
  createBankAccount,
  getStatementLine,
  ignoreLine,
  importStatement,
  listMatches,
  lookAgain,
  matchLine,
  undoLine,
} from "./index.ts";
import { bankFile, bring, linesOf, portalFile, sample, upload, type PortalRow } from "./test-statement.ts";

const { house, files } = await openFiledHouse();

async function open() {
  const tenancy = await makeTenancy(house);
  const ctx = withRails(tenancy.ctx);
  const railAccountId = await makeRailAccount(house, tenancy.agency.id);
  const bank = await createBankAccount({
    ctx,
    input: { label: "Client account", number: "0110012345", currency: "KES", accountCode: "1000" },
  });
  const [{ reference } = { reference: "" }] = await house.arrange.query<{ reference: string }>(
    "select reference from leases where id = $1",
    tenancy.lease.id,
  );
  return { ...tenancy, ctx, railAccountId, bankAccountId: bank.id, reference };
}

const sound = async (ctx: TestContext) => {
  const proof = await runProof({ ctx });
  return proof.isSound ? true : proof.checks.filter((check) => !check.isSound);
};

const callback = (ctx: RailContext, externalId: string, amountMinor: number) =>
  inTransaction(ctx, (tx) => bookMoney(tx, ctx, arrived({ externalId, amountMinor })));

describe("a statement of M-Pesa's portal", () => {
  test("finds the receipts that callbacks told, books the lost ones, and adds nothing the second time", async () => {
    const { ctx, agency, lease, railAccountId, reference } = await open();
    const invoice = await makeInvoice(house.arrange, lease);
    const told = await callback(ctx, "TKL0TOLD01", 500_00);
    const rows = [
      { receipt: "TKL0TOLD01", minor: 500_00 },
      { receipt: "TKL0LOST01", minor: rentMinor, reference },
      { receipt: "TKL0LOST02", minor: 700_00, reference: "WHO" },
      { receipt: "TKL0LOST02", minor: -5_00, reason: "Pay Bill Charge" },
    ];
    const first = await bring(ctx, files, { railAccountId }, portalFile(rows));
    expect(first).toMatchObject({
      state: "done",
      lineCount: 4,
      knownCount: 0,
      bookedCount: 3,
      matchedCount: 1,
    });
    const lines = await linesOf(ctx, { statementId: first.id });
    expect(lines.find(({ externalId }) => externalId === "TKL0TOLD01")?.paymentId).toBe(told.paymentId);
    expect(lines[0]?.counterparty).toBe("A TENANT");
    expect(await invoiceState(house, invoice.id)).toMatchObject({ open: 0, status: "paid" });
    const sums = await accountSums(house, agency.id);
    expect(sums).toMatchObject({ "1010": 500_00 + rentMinor + 700_00 - 5_00, "5200": 5_00 });
    const again = await bring(ctx, files, { railAccountId }, portalFile(rows));
    expect(again).toMatchObject({ state: "done", lineCount: 4, knownCount: 4, bookedCount: 0 });
    const longer = [...rows, { receipt: "TKL0NEXT01", minor: 100_00, on: "13-06-2026" }];
    const overlap = await bring(ctx, files, { railAccountId }, portalFile(longer));
    expect(overlap).toMatchObject({ lineCount: 5, knownCount: 4, bookedCount: 1 });
    expect(await accountSums(house, agency.id)).toMatchObject({ "1010": (sums["1010"] ?? 0) + 100_00 });
    expect(await sound(ctx)).toBe(true);
  });

  test("takes a reversed receipt back, and books the payout to the bank once over both statements", async () => {
    const { ctx, agency, lease, railAccountId, bankAccountId, reference } = await open();
    const invoice = await makeInvoice(house.arrange, lease);
    const rows = [
      { receipt: "TKL0RENT01", minor: rentMinor, reference },
      { receipt: "TKL0WRNG01", minor: 900_00 },
      { receipt: "TKL0REV001", minor: -900_00, reason: "Pay Bill Reversal", linked: "TKL0WRNG01" },
      { receipt: "TKL0SETT01", minor: -rentMinor, reason: "Organization Settlement to Bank" },
    ];
    const done = await bring(ctx, files, { railAccountId }, portalFile(rows));
    expect(done).toMatchObject({ bookedCount: 4, waitingCount: 0 });
    expect(await invoiceState(house, invoice.id)).toMatchObject({ open: 0 });
    const [wrong] = await linesOf(ctx, { q: "WRNG" });
    expect(await getPayment({ ctx, input: { id: wrong?.paymentId ?? "" } })).toMatchObject({
      status: "reversed",
    });
    const arrived = bankFile([
      { id: "FT1", on: "2026-06-13", minor: rentMinor, text: "MPESA SETTLEMENT 600966" },
    ]);
    expect(await bring(ctx, files, { bankAccountId }, arrived)).toMatchObject({
      matchedCount: 1,
      bookedCount: 0,
    });
    const sums = await accountSums(house, agency.id);
    expect(sums["1010"]).toBeUndefined();
    expect(sums["1000"]).toBe(rentMinor);
    expect(await sound(ctx)).toBe(true);
  });

  test("finds a payout that the bank told of first, as soon as it is told of", async () => {
    const { ctx, agency, railAccountId, bankAccountId, reference } = await open();
    const arrived = [{ id: "FT1", on: "2026-06-13", minor: rentMinor, text: "MPESA SETTLEMENT 600966" }];
    const early = await bring(ctx, files, { bankAccountId }, bankFile(arrived));
    expect(early).toMatchObject({ waitingCount: 1 });
    const rows = [
      { receipt: "TKL0RENT02", minor: rentMinor, reference },
      { receipt: "TKL0SETT02", minor: -rentMinor, reason: "Organization Settlement to Bank" },
    ];
    await bring(ctx, files, { railAccountId }, portalFile(rows));
    expect(
      await house.arrange.query(
        "select from outbox where agency_id = $1 and name = 'statements.look-again'",
        agency.id,
      ),
    ).toHaveLength(1);
    await lookAgain({ ctx });
    await lookAgain({ ctx });
    expect(await linesOf(ctx, { statementId: early.id })).toMatchObject([
      { state: "matched", settlementId: expect.any(String) as string },
    ]);
    expect((await accountSums(house, agency.id))["1000"]).toBe(rentMinor);
    expect(await sound(ctx)).toBe(true);
  });

  test("brings the sample of the portal into books that balance", async () => {
    const { ctx, agency, railAccountId } = await open();
    ctx.clock.set("2026-11-22T09:00:00Z");
    const done = await bring(
      ctx,
      files,
      { railAccountId },
      await sample("mpesa/org-portal-paybill-SYNTHETIC.csv"),
    );
    expect(done).toMatchObject({ state: "done", lineCount: 6, skippedCount: 1, waitingCount: 0 });
    const closing = (done.closingMinor ?? 0) - (done.openingMinor ?? 0);
    expect((await accountSums(house, agency.id))["1010"]).toBe(closing);
    expect(await sound(ctx)).toBe(true);
  });

  test("takes the same number of statements for any number of receipts", async () => {
    const { ctx, railAccountId, reference } = await open();
    const rows = (from: number, count: number): PortalRow[] =>
      Array.from({ length: count }, (_, index) => ({
        receipt: `TKM${String(from + index).padStart(7, "0")}`,
        minor: 100_00 + index,
        reference: index % 3 === 0 ? reference : `X${index}`,
      }));
    const few = await countStatements(() => bring(ctx, files, { railAccountId }, portalFile(rows(0, 60))));
    const many = await countStatements(() =>
      bring(ctx, files, { railAccountId }, portalFile(rows(1_000, 900))),
    );
    expect(many.result).toMatchObject({ bookedCount: 900 });
    expect(many.statements).toEqual(few.statements);
    expect(await sound(ctx)).toBe(true);
  });

  test("that does not balance, or is of another account, is refused with its line, and nothing of it stays", async () => {
    const { ctx, agency, railAccountId, bankAccountId } = await open();
    const rows = [
      { receipt: "TKL0GOOD01", minor: 100_00 },
      { receipt: "TKL0GOOD02", minor: 200_00 },
      { receipt: "TKL0GOOD03", minor: 300_00 },
    ];
    const broken = portalFile(rows).replace("600.00,true", "999.00,true");
    await expect(bring(ctx, files, { railAccountId }, broken)).rejects.toMatchObject({
      code: "INVALID",
      details: { line: expect.any(Number) as number },
    });
    const foreign = portalFile(rows).replace("600966", "600967");
    await expect(bring(ctx, files, { railAccountId }, foreign)).rejects.toThrow(/600967/);
    await expect(bring(ctx, files, { bankAccountId }, portalFile(rows))).rejects.toMatchObject({
      code: "INVALID",
    });
    expect(await linesOf(ctx, {})).toEqual([]);
    expect(await accountSums(house, agency.id)).toEqual({});
  });

  test("goes on behind what a killed run did, and two runs at once book once", async () => {
    const { ctx, agency, railAccountId } = await open();
    const rows = Array.from({ length: 1_200 }, (_, index) => ({
      receipt: `TKN${String(index).padStart(7, "0")}`,
      minor: 10_00,
    }));
    const { id: statementId, jobRunId } = await upload(ctx, files, { railAccountId }, portalFile(rows));
    const input = { statementId, jobRunId: jobRunId ?? "" };
    const killed = new AbortController();
    const dying = { ...ctx, signal: killed.signal };
    await expect(
      importStatement({ ctx: dying, files, input, onProgress: () => killed.abort() }),
    ).rejects.toMatchObject({ code: "CANCELLED" });
    expect((await accountSums(house, agency.id))["1010"]).toBe(1_000 * 10_00);
    await Promise.all([1, 2].map(() => importStatement({ ctx, files, input })));
    expect((await accountSums(house, agency.id))["1010"]).toBe(1_200 * 10_00);
    expect(await sound(ctx)).toBe(true);
  });
});

describe("a bank's statement", () => {
  test("books receipts by their reference or for the desk, and charges", async () => {
    const { ctx, agency, lease, bankAccountId, reference } = await open();
    const rows = [
      { id: "FT1", minor: rentMinor, reference },
      { id: "FT2", minor: 1_000_00, text: "CASH DEPOSIT" },
      { id: "FT3", minor: -2_000_00, text: "TRANSFER TO SOMEBODY" },
    ];
    const done = await bring(ctx, files, { bankAccountId }, bankFile(rows));
    expect(done).toMatchObject({ bookedCount: 2, waitingCount: 1 });
    const [first] = await linesOf(ctx, { statementId: done.id });
    const payment = await getPayment({ ctx, input: { id: first?.paymentId ?? "" } });
    expect(payment).toMatchObject({ rail: "bank", leaseId: lease.id });
    const [out] = await linesOf(ctx, { statementId: done.id, state: "waiting" });
    const fee = await bookLine({ ctx, input: { id: out?.id ?? "", version: out?.version ?? 0, as: "fee" } });
    expect(await accountSums(house, agency.id)).toMatchObject({
      "1000": rentMinor - 1_000_00,
      "5200": 2_000_00,
    });
    const undone = await undoLine({ ctx, input: { id: fee.id, version: fee.version } });
    expect((await accountSums(house, agency.id))["5200"]).toBeUndefined();
    const ignored = { id: undone.id, version: undone.version, reason: "Our own transfer" };
    expect(await ignoreLine({ ctx, input: ignored })).toMatchObject({
      state: "ignored",
      note: "Our own transfer",
    });
    await expect(ignoreLine({ ctx, input: ignored })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await sound(ctx)).toBe(true);
  });

  test("finds what was recorded by hand, and asks where it is not sure", async () => {
    const { ctx, agency, lease, bankAccountId } = await open();
    const named = await recordPayment({
      ctx,
      input: aPayment(lease.id, { externalId: "FT77", amountMinor: 400_00 }),
    });
    const unsure = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 600_00 }) });
    const rows = [
      { id: "FT77", minor: 400_00 },
      { id: "FT78", minor: 600_00 },
    ];
    const done = await bring(ctx, files, { bankAccountId }, bankFile(rows));
    expect(done).toMatchObject({ matchedCount: 1, waitingCount: 1, bookedCount: 0 });
    const [match, wait] = await linesOf(ctx, { statementId: done.id });
    expect(match?.paymentId).toBe(named.id);
    const line = { id: wait?.id ?? "", version: wait?.version ?? 0 };
    await expect(
      matchLine({ ctx, input: { ...line, kind: "payment", entityId: named.id } }),
    ).rejects.toMatchObject({ code: "PRECONDITION" });
    const { items } = await listMatches({ ctx, input: { id: line.id } });
    expect(items).toMatchObject([{ kind: "payment", entityId: unsure.id, amountMinor: 600_00 }]);
    await matchLine({ ctx, input: { ...line, kind: "payment", entityId: unsure.id } });
    expect(await listMatches({ ctx, input: { id: line.id } })).toEqual({ items: [] });
    expect(await getStatementLine({ ctx, input: { id: line.id } })).toMatchObject({
      accountLabel: "Client account",
      state: "matched",
      paymentNumber: unsure.number,
      isAtDesk: false,
    });
    expect((await accountSums(house, agency.id))["1000"]).toBe(1_000_00);
  });

  test("a receipt that was undone can be booked again", async () => {
    const { ctx, agency, bankAccountId } = await open();
    const done = await bring(ctx, files, { bankAccountId }, bankFile([{ id: "FT5", minor: 900_00 }]));
    const [line] = await linesOf(ctx, { statementId: done.id });
    const undone = await undoLine({ ctx, input: { id: line?.id ?? "", version: line?.version ?? 0 } });
    expect((await accountSums(house, agency.id))["1000"]).toBeUndefined();
    await bookLine({ ctx, input: { id: undone.id, version: undone.version, as: "receipt" } });
    expect((await accountSums(house, agency.id))["1000"]).toBe(900_00);
    expect(await sound(ctx)).toBe(true);
  });

  test.each(["mt940/jejik__rabobank-iban.sta", "camt053/camt054.v8.xml", "ofx/bank_medium.ofx"])(
    "%s, as a bank wrote it, comes in once and leaves sound books",
    async (name) => {
      const { ctx } = await open();
      ctx.clock.set("2026-11-22T09:00:00Z");
      const content = await sample(name);
      const [read] = readStatement(content, { timeZone: "Africa/Nairobi", currencyHint: "USD" });
      const number = read?.accountId ?? "0000000000";
      const input = {
        label: "A bank",
        number,
        currency: read?.currency ?? "USD",
        accountCode: "1000",
      } as const;
      const { id: bankAccountId } = await createBankAccount({ ctx, input });
      const first = await bring(ctx, files, { bankAccountId }, content);
      expect(first).toMatchObject({ state: "done", knownCount: 0 });
      expect(first.bookedCount + first.matchedCount + first.waitingCount).toBe(first.lineCount);
      const again = await bring(ctx, files, { bankAccountId }, content);
      expect(again).toMatchObject({ lineCount: first.lineCount, knownCount: first.lineCount });
      expect(await sound(ctx)).toBe(true);
    },
  );

  test("another agency sees nothing of it", async () => {
    const { ctx, bankAccountId } = await open();
    const done = await bring(ctx, files, { bankAccountId }, bankFile([{ id: "FT9", minor: 100_00 }]));
    const [line] = await linesOf(ctx, {});
    const stranger = withRails((await makeHouseAgency(house)).ctx);
    expect(await linesOf(stranger, { statementId: done.id })).toEqual([]);
    const input = { id: line?.id ?? newId(), version: line?.version ?? 1, reason: "Mine" };
    await expect(ignoreLine({ ctx: stranger, input })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(getStatementLine({ ctx: stranger, input })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(listMatches({ ctx: stranger, input })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(upload(stranger, files, { bankAccountId }, "x")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
