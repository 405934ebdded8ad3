import { newId } from "@stead/kernel/ids";
import { expect, test } from "vitest";
import { openDaraja, openDesk } from "../disbursements/test-disbursing.ts";
import { listRailAccounts } from "../rails/index.ts";
import { pullMoney } from "./index.ts";

const daraja = await openDaraja();

// The adapter lists the last 48 hours of the real clock.
const nowMs = Date.now();

const row = (transactionId: string, amount: string) => ({
  transactionId,
  trxDate: new Date(nowMs).toISOString(),
  msisdn: "254712345678",
  sender: "254712345678",
  transactiontype: "c2b-pay-bill-debit",
  billreference: "NOBODY",
  amount,
  organizationname: "Stead",
});

test("rows of a list that cannot be read are counted on the account, and the others are money", async () => {
  const { ctx: opened, account } = await openDesk(daraja);
  const at = (ms: number) => ({ ...opened, clock: { nowMs: () => ms } });
  const ctx = at(nowMs);
  const pull = () =>
    pullMoney({ ctx: { ...ctx, actor: { kind: "system", id: null } }, input: { railAccountId: account.id } });
  const shown = async () => (await listRailAccounts({ ctx, input: {} })).items[0]?.unreadable;
  const answer = (rows: object[]) => {
    daraja.answer = () => ({
      status: 200,
      body: { ResponseRefID: newId(), ResponseCode: "1000", ResponseMessage: "Success", Response: [rows] },
    });
  };
  expect(await shown()).toBeNull();
  answer([row("TKA0000001", "100.00"), row("TKA0000002", "much"), row("TKA0000003", "")]);
  expect(await pull()).toEqual({ seen: 1, booked: 1 });
  expect(await shown()).toEqual({ count: 2, seenAt: new Date(nowMs).toISOString() });
  answer([row("TKA0000001", "100.00")]);
  expect(await pull()).toEqual({ seen: 1, booked: 0 });
  expect(await shown()).toMatchObject({ count: 2 });
  const later = at(nowMs + 49 * 3_600_000);
  expect((await listRailAccounts({ ctx: later, input: {} })).items[0]?.unreadable).toBeNull();
});
