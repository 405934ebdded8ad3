import { newId } from "@stead/kernel/ids";
import { afterAll, expect, test } from "vitest";
import { openTestHouse } from "../context/test-house.ts";
import { renewCallbackAddress, updateRailAccount } from "../rails/index.ts";
import { openBankAccount, openTestDoor, tellDoor, type Notice } from "./test-door.ts";

const house = await openTestHouse();
const entrance = openTestDoor(house);
afterAll(async () => {
  await entrance.close();
  await house.close();
});
const openAccount = () => openBankAccount(house, entrance);

/** What the bank would send. */
function notice(
  url: string,
  { at = entrance.door, ...told }: Partial<Notice> & { at?: typeof entrance.door } = {},
) {
  const { id = newId() } = told;
  const data = { credit: { id, amount_minor: 100 } };
  return tellDoor(at, url, { type: "credit.received", data, ...told, id });
}

const taken = { outcome: "answered", wasStored: true, answer: { status: 200 } };

async function count(table: string, agencyId: string): Promise<number> {
  const text = `select count(*)::int as count from ${table} where agency_id = $1`;
  const [row] = await house.arrange.query<{ count: number }>(text, agencyId);
  return row?.count ?? 0;
}
const jobs = async (agencyId: string) =>
  (
    await house.arrange.query<{ key: string }>(
      "select payload ->> 'eventKey' as key from outbox where agency_id = $1 and name = 'inbound.apply' order by 1",
      agencyId,
    )
  ).map(({ key }) => key);

test("many at once, each told three times, are stored once with one job each", async () => {
  const { agency, url } = await openAccount();
  const ids = Array.from({ length: 60 }, () => newId());
  const answers = await Promise.all([...ids, ...ids.toReversed(), ...ids].map((id) => notice(url, { id })));
  for (const answer of answers) expect(answer).toMatchObject(taken);
  expect(await count("inbound_events", agency.id)).toBe(60);
  expect(await jobs(agency.id)).toEqual(ids.toSorted());
});

test("the same one a hundred times at once, at two doors, is stored once with one job", async () => {
  const { agency, url } = await openAccount();
  const [id, other] = [newId(), entrance.open()];
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => notice(url, { id, at: n % 2 === 0 ? entrance.door : other })),
  );
  for (const answer of answers) expect(answer).toMatchObject(taken);
  expect(await count("inbound_events", agency.id)).toBe(1);
  expect(await jobs(agency.id)).toEqual([id]);
});

test("two doors with the same notices in opposite orders wait for each other and never cross", async () => {
  const { agency, url } = await openAccount();
  const other = entrance.open();
  for (let round = 0; round < 5; round++) {
    const ids = Array.from({ length: 40 }, () => newId());
    const there = ids.map((id) => notice(url, { id }));
    const back = ids.toReversed().map((id) => notice(url, { id, at: other }));
    await Promise.all([...there, ...back]);
  }
  expect(await count("inbound_events", agency.id)).toBe(200);
});

test("one that the database refuses keeps no other out", async () => {
  const { agency, url } = await openAccount();
  const answers = await Promise.allSettled([
    notice(url),
    notice(url, { type: "\u0000" }),
    notice(url),
    notice(url),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(await count("inbound_events", agency.id)).toBe(3);
});

test("what the door knew of an account ends with the account's next version", async () => {
  const { ctx, agency, made, url } = await openAccount();
  expect(await notice(url)).toMatchObject(taken);
  const secret = "the-second-secret-of-the-bank";
  const settings = { noticeKeys: `second:${secret}` };
  await updateRailAccount({ ctx, input: { id: made.id, version: made.version, settings } });
  expect(await notice(url)).toMatchObject({ wasStored: false, answer: { status: 400 } });
  expect(await notice(url, { key: "second", secret })).toMatchObject(taken);
  expect(await count("inbound_events", agency.id)).toBe(2);
});

test("an address that was replaced is answered until its end, and then as if it had never been", async () => {
  const { ctx, agency, made, url } = await openAccount();
  expect(await notice(url)).toMatchObject(taken);
  const { url: next } = await renewCallbackAddress({ ctx, input: { id: made.id } });
  const endsIn = (interval: string) =>
    house.arrange.query(
      "update webhook_paths set expires_at = now() + $2::interval where agency_id = $1 and expires_at is not null",
      agency.id,
      interval,
    );
  await endsIn("1 day");
  expect(await notice(url)).toMatchObject(taken);
  expect(await notice(next)).toMatchObject(taken);
  await endsIn("-1 second");
  expect(await notice(url)).toMatchObject({ wasStored: false, answer: { status: 404 } });
  expect(await notice(next)).toMatchObject(taken);
});
