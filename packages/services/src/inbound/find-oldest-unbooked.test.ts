import { afterAll, expect, test } from "vitest";
import { openTestHouse } from "../context/test-house.ts";
import { findOldestUnbooked } from "./find-oldest-unbooked.ts";
import { openBankAccount, openTestDoor, tellDoor } from "./test-door.ts";

const house = await openTestHouse();
const entrance = openTestDoor(house);
afterAll(async () => {
  await entrance.close();
  await house.close();
});

test("what is not booked is found by its month until it is", async () => {
  const { agency, url } = await openBankAccount(house, entrance);
  await tellDoor(entrance.door, url, { type: "credit.received", data: {}, id: "one" });
  const [row] = await house.arrange.query<{ month: string; next: string }>(
    `select to_char(received_at at time zone 'UTC', 'YYYY-MM') as month,
       to_char(received_at at time zone 'UTC' + interval '1 month', 'YYYY-MM') as next
     from inbound_events where agency_id = $1`,
    agency.id,
  );
  const { month = "", next = "" } = row ?? {};
  const find = (before: string) => findOldestUnbooked(entrance.door.system, before);
  expect([await find(month), await find(next)]).toEqual([undefined, month]);
  for (const state of ["waiting", "failed"]) {
    await house.arrange.query("update inbound_events set state = $1", state);
    expect(await find(next)).toBe(month);
  }
  await house.arrange.query("update inbound_events set state = 'applied'");
  expect(await find(next)).toBeUndefined();
});
