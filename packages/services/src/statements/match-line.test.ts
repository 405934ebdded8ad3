import { newId } from "@stead/kernel/ids";
import { expect, test } from "vitest";
import { openFiledHouse } from "../context/test-files.ts";
import { accountSums } from "../context/test-money.ts";
import { createBankFile, giveBankFile, settleDisbursement, writeBankFile } from "../disbursements/index.ts";
import {
  ask,
  asSystem,
  expectSound,
  openDaraja,
  openDesk,
  receive,
  send,
  shown,
  tell,
  type Desk,
} from "../disbursements/test-disbursing.ts";
import { createBankAccount, ignoreLine, matchLine, undoLine } from "./index.ts";
import { bankFile, bring, linesOf, portalFile } from "./test-statement.ts";

const { house, files } = await openFiledHouse();
const daraja = await openDaraja(house);

/** A refund to the tenant's phone that the provider took and said nothing more of. */
async function sentByPhone(desk: Desk) {
  const { paymentId } = await receive(desk);
  const { id, requestKey } = await ask(desk, paymentId);
  await send(desk, id);
  expect((await shown(desk, id)).state).toBe("sent");
  return { id, requestKey };
}

/** A refund in a file that was given to the bank. */
async function sentByBank(desk: Desk, amountMinor: number): Promise<string> {
  const { ctx } = desk;
  const { paymentId } = await receive(desk);
  const to = { name: "Wanjiru", account: "0102030405", bic: null, bankCode: "01100" };
  const { id } = await ask(desk, paymentId, { destination: { way: "bank_file", to }, amountMinor });
  const from = { name: "Client", account: "DE89370400440532013000", bic: "COBADEFF", bankCode: null };
  const input = { currency: "KES", executeOn: "2026-06-15", from, idempotencyKey: newId() };
  const made = await createBankFile({ ctx, input });
  await writeBankFile({ ctx: asSystem(ctx), input: { batchId: made.id }, files });
  const given = { id: made.id, version: made.version + 1, format: "csv" as const, idempotencyKey: newId() };
  await giveBankFile({ ctx, input: given });
  return id;
}

const bankOf = ({ ctx }: Desk) =>
  createBankAccount({
    ctx,
    input: { label: "Client account", number: "0110012345", currency: "KES", accountCode: "1000" },
  });

test("a refund whose callback was lost is paid by the line of the provider's statement, and posts nothing more", async () => {
  const desk = await openDesk(daraja);
  const { ctx, agency, account } = desk;
  const { id, requestKey } = await sentByPhone(desk);
  const before = await accountSums(house, agency.id);
  const rows = [{ receipt: "TKP0PAID01", on: "15-06-2026", minor: -500_000, reason: "Business Payment" }];
  const done = await bring(ctx, files, { railAccountId: account.id }, portalFile(rows));
  expect(done).toMatchObject({ matchedCount: 1, waitingCount: 0 });
  expect(await shown(desk, id)).toMatchObject({ state: "paid", externalId: "TKP0PAID01" });
  // Its own late word changes nothing.
  await tell(desk, { requestKey, externalId: "TKP0PAID01" });
  expect(await shown(desk, id)).toMatchObject({ state: "paid", externalId: "TKP0PAID01" });
  expect(await accountSums(house, agency.id)).toEqual(before);
  await expectSound(ctx);
});

test("a refund by bank is paid by the bank's line; undone, it is on its way again and may still fail", async () => {
  const desk = await openDesk(daraja);
  const { ctx } = desk;
  const { id: bankAccountId } = await bankOf(desk);
  const id = await sentByBank(desk, 700_000);
  const rows = [{ id: "FT7", on: "2026-06-15", minor: -700_000 }];
  expect(await bring(ctx, files, { bankAccountId }, bankFile(rows))).toMatchObject({ matchedCount: 1 });
  expect(await shown(desk, id)).toMatchObject({ state: "paid", externalId: "FT7" });
  const [line] = await linesOf(ctx, { q: "FT7" });
  await undoLine({ ctx, input: { id: line?.id ?? "", version: line?.version ?? 0 } });
  const again = await shown(desk, id);
  expect(again).toMatchObject({ state: "sent", externalId: null, finishedAt: null });
  const input = { id, version: again.version, outcome: "failed", reference: null, note: "Returned" } as const;
  expect(await settleDisbursement({ ctx, input })).toMatchObject({ state: "failed" });
  await expectSound(ctx);
});

test("a person's match pays a refund that was taken for failed, and none that was never sent", async () => {
  const desk = await openDesk(daraja);
  const { ctx, agency } = desk;
  const { id: bankAccountId } = await bankOf(desk);
  const id = await sentByBank(desk, 800_000);
  const { version } = await shown(desk, id);
  await settleDisbursement({ ctx, input: { id, version, outcome: "failed", reference: null, note: "No" } });
  expect((await accountSums(house, agency.id))["1000"]).toBeUndefined();
  const { paymentId } = await receive(desk);
  const waiting = await ask(desk, paymentId, { amountMinor: 1_100_000 });
  expect(waiting.state).toBe("awaiting_approval");
  const rows = [
    { id: "FT8", on: "2026-06-15", minor: -800_000 },
    { id: "FT9", on: "2026-06-15", minor: -1_100_000 },
  ];
  expect(await bring(ctx, files, { bankAccountId }, bankFile(rows))).toMatchObject({ waitingCount: 2 });
  const lineOf = async (q: string) => {
    const [line] = await linesOf(ctx, { q });
    return { id: line?.id ?? "", version: line?.version ?? 0 };
  };
  const paid = { ...(await lineOf("FT8")), kind: "disbursement", entityId: id } as const;
  expect(await matchLine({ ctx, input: paid })).toMatchObject({ state: "matched", disbursementId: id });
  expect(await shown(desk, id)).toMatchObject({ state: "paid", externalId: "FT8" });
  expect(await accountSums(house, agency.id)).toMatchObject({ "1000": -800_000 });
  const never = { ...(await lineOf("FT9")), kind: "disbursement", entityId: waiting.id } as const;
  await expect(matchLine({ ctx, input: never })).rejects.toMatchObject({ code: "PRECONDITION" });
  await ignoreLine({ ctx, input: { ...(await lineOf("FT9")), reason: "Of another agency" } });
  await expectSound(ctx);
});
