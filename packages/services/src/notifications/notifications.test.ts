import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  makeColleague,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import {
  countUnread,
  getPreferences,
  listNotifications,
  notify,
  readNotifications,
  updatePreferences,
} from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const list = (ctx: TestContext, isUnread?: boolean) =>
  listNotifications({ ctx, input: { limit: 50, ...(isUnread === undefined ? {} : { isUnread }) } });
const tell = (ctx: TestContext, userIds: readonly string[], name = "Leases") =>
  ctx.db.transaction((tx) =>
    notify(tx, ctx, {
      kind: "export.ready",
      userIds,
      subject: { kind: "export", id: newId() },
      params: { name, rowCount: 1_200 },
    }),
  );
const events = (ctx: TestContext, kind: string) =>
  house.arrange.query<{ userId: string; payload: object }>(
    `select user_id as "userId", payload from events where agency_id = $1 and kind = $2 order by created_at, id`,
    ctx.agencyId,
    kind,
  );

describe("telling", () => {
  test("reaches the people named, once each, in the app and live", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const colleague = await makeColleague(house, agency, { role: "viewer" });
    await tell(ctx, [ctx.actor.id ?? "", ctx.actor.id ?? "", newId()]);
    const { items } = await list(ctx);
    expect(items).toEqual([
      expect.objectContaining({
        kind: "export.ready",
        title: "The export of leases is ready",
        body: "The file holds 1,200 rows. Its link works for a limited time.",
        isRead: false,
      }),
    ]);
    expect((await list(colleague)).items).toEqual([]);
    expect(await events(ctx, "notification.created")).toEqual([
      { userId: ctx.actor.id, payload: { notification: items[0] } },
    ]);
  });

  test("is nothing when the transaction is undone", async () => {
    const { ctx } = await makeHouseAgency(house);
    const undone = ctx.db.transaction(async (tx) => {
      await notify(tx, ctx, {
        kind: "report.ready",
        userIds: [ctx.actor.id ?? ""],
        subject: { kind: "report", id: newId() },
        params: { name: "Rent roll" },
      });
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect((await list(ctx)).items).toEqual([]);
    expect(await events(ctx, "notification.created")).toEqual([]);
  });

  test("never crosses agencies", async () => {
    const { ctx } = await makeHouseAgency(house);
    const other = await makeHouseAgency(house);
    await tell(ctx, [other.ctx.actor.id ?? ""]);
    expect((await list(other.ctx)).items).toEqual([]);
  });
});

describe("reading", () => {
  test("marks some or all, counts what is left, and says so in every window once", async () => {
    const { ctx } = await makeHouseAgency(house);
    for (const name of ["One", "Two", "Three"]) await tell(ctx, [ctx.actor.id ?? ""], name);
    const [newest] = (await list(ctx)).items;
    expect(newest?.title).toBe("The export of three is ready");
    expect(await countUnread({ ctx })).toEqual({ count: 3, isCapped: false });
    const ids = [newest?.id ?? ""];
    expect(await readNotifications({ ctx, input: { ids } })).toEqual({ count: 2, isCapped: false });
    await readNotifications({ ctx, input: { ids } });
    expect((await list(ctx, true)).items.map(({ title }) => title)).toEqual([
      "The export of two is ready",
      "The export of one is ready",
    ]);
    expect((await list(ctx, false)).items.map(({ id }) => id)).toEqual(ids);
    expect(await readNotifications({ ctx, input: {} })).toEqual({ count: 0, isCapped: false });
    expect((await events(ctx, "notification.read")).map(({ payload }) => payload)).toEqual([
      { ids },
      { ids: null },
    ]);
  });

  test("touches nobody else's", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const colleague = await makeColleague(house, agency, { role: "viewer" });
    await tell(ctx, [ctx.actor.id ?? ""]);
    const [mine] = (await list(ctx)).items;
    await readNotifications({ ctx: colleague, input: { ids: [mine?.id ?? ""] } });
    await readNotifications({ ctx: colleague, input: {} });
    expect(await countUnread({ ctx })).toEqual({ count: 1, isCapped: false });
  });

  test("is for people: a program has no list", async () => {
    const { ctx } = await makeHouseAgency(house);
    const program: TestContext = { ...ctx, actor: { kind: "api_key", id: newId() } };
    await expect(list(program)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("preferences", () => {
  test("begin with each kind's defaults, change one by one, and are obeyed", async () => {
    const { ctx } = await makeHouseAgency(house);
    const of = async () =>
      (await getPreferences({ ctx })).kinds.find(({ kind }) => kind === "export.ready")?.channels;
    expect(await of()).toEqual({ app: true, email: true, sms: false });
    await updatePreferences({ ctx, input: { kinds: [{ kind: "export.ready", channels: { app: false } }] } });
    await updatePreferences({ ctx, input: { kinds: [{ kind: "export.ready", channels: { sms: true } }] } });
    expect(await of()).toEqual({ app: false, email: true, sms: true });
    await tell(ctx, [ctx.actor.id ?? ""]);
    expect((await list(ctx)).items).toEqual([]);
  });

  test("keep a phone number as it is dialled from anywhere", async () => {
    const { ctx } = await makeHouseAgency(house);
    expect(await updatePreferences({ ctx, input: { phone: "0712 345 678" } })).toMatchObject({
      phone: "+254712345678",
    });
    await expect(updatePreferences({ ctx, input: { phone: "12" } })).rejects.toMatchObject({
      code: "INVALID",
    });
    expect(await updatePreferences({ ctx, input: { phone: null } })).toMatchObject({ phone: null });
  });
});
