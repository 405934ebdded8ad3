import { ListDisputesInput } from "@stead/contracts/disputes";
import { newId } from "@stead/kernel/ids";
import { expect, test } from "vitest";
import { inTransaction, type ServiceContext } from "../context/index.ts";
import { makeColleague, makeHouseAgency } from "../context/test-house.ts";
import { asSystem, openDaraja, openDesk, receive, type Desk } from "../disbursements/test-disbursing.ts";
import { applyFact } from "./apply-fact.ts";
import { getDispute, listDisputes } from "../disputes/index.ts";

const daraja = await openDaraja();
const { house } = daraja;

/** The provider tells a step of a dispute about a payment. */
async function tell(
  desk: Desk,
  moneyId: string,
  state: "opened" | "withdrawn" | "won" | "lost",
  more: { reason?: string; answerBy?: string } = {},
): Promise<void> {
  const about = { kind: "dispute", ref: `du_${moneyId}`, moneyId, amountMinor: 400_000 } as const;
  const fact = { ...about, state, currency: "KES", feeMinor: 0, at: "2026-06-15T09:00:00Z", ...more };
  await inTransaction(desk.ctx, (tx) => applyFact(tx, asSystem(desk.ctx), desk.account, fact));
}

const list = ({ ctx }: { ctx: ServiceContext }, filter: object = {}) =>
  listDisputes({ ctx, input: ListDisputesInput.parse(filter) });

test("a dispute tells what, why, until when, and what became of it", async () => {
  const desk = await openDesk(daraja);
  const { paymentId, externalId } = await receive(desk, { amountMinor: 900_000 });
  const answerBy = "2026-06-29T21:59:59.000Z";
  await tell(desk, externalId, "opened", { reason: "fraudulent", answerBy });
  await tell(desk, externalId, "withdrawn");
  const { items } = await list(desk, { state: "opened" });
  expect(items).toMatchObject([
    {
      externalId: `du_${externalId}`,
      paymentId,
      state: "opened",
      amountMinor: 400_000,
      reason: "fraudulent",
      answerBy,
      isWithdrawn: true,
      closedAt: null,
    },
  ]);
  await tell(desk, externalId, "lost");
  const id = items[0]?.id ?? "";
  expect(await getDispute({ ctx: desk.ctx, input: { id } })).toMatchObject({
    state: "lost",
    reason: "fraudulent",
    answerBy,
    closedAt: "2026-06-15T09:00:00.000Z",
  });
  expect((await list(desk, { state: "opened" })).items).toEqual([]);
  const told = await house.arrange.query<{ kind: string; userId: string }>(
    `select kind, user_id as "userId" from notifications where agency_id = $1`,
    desk.agency.id,
  );
  expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(["dispute.opened"]));
  expect(new Set(told.map(({ userId }) => userId)).size).toBe(told.length);
});

test("another agency, and a member of other properties, see nothing of it", async () => {
  const desk = await openDesk(daraja);
  const { externalId } = await receive(desk, { amountMinor: 900_000 });
  await tell(desk, externalId, "opened");
  const [{ id } = { id: "" }] = (await list(desk)).items;
  const stranger = await makeHouseAgency(house);
  expect((await list(stranger)).items).toEqual([]);
  await expect(getDispute({ ctx: stranger.ctx, input: { id } })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const colleague = await makeColleague(house, desk.agency, { role: "viewer" });
  const limited = { ...colleague, propertyIds: [newId()] };
  expect((await list({ ctx: limited })).items).toEqual([]);
  await expect(getDispute({ ctx: limited, input: { id } })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
