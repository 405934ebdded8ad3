import { createHmac } from "node:crypto";
import { openSystemDb } from "@stead/db/system";
import { systemClock } from "@stead/kernel/clock";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { openRails } from "@stead/providers/rails/open-rails";
import type { TestHouse } from "../context/test-house.ts";
import { makeTenancy } from "../context/test-tenancy.ts";
import { createRailAccount, getCallbackAddress, makeRails } from "../rails/index.ts";
import { openDoor, receiveEvent } from "./index.ts";

/** The number of the bank account whose notices come in, and the secret that signs them. */
const account = "01100200300";
const bankSecret = "the-first-secret-of-the-bank";

/** The door for what a bank tells, on a house's database; `close` it before the house. */
export function openTestDoor(house: TestHouse) {
  const system = openSystemDb({ connectionString: house.database.systemUrl, min: 0, max: 4 });
  const opened = openRails({ baseUrls: {} });
  const rails = makeRails(opened, {
    dataSecret: "a secret of tests, long enough",
    publicUrl: "https://s.test",
  });
  const open = () => openDoor({ system, rails, clock: systemClock, log: silentLogger });
  return {
    rails,
    door: open(),
    /** Another process at the same addresses. */
    open,
    close: () => Promise.all([opened.close(), system.close()]),
  };
}
export type TestDoor = ReturnType<typeof openTestDoor>;

/** An agency with a lease and an account at the bank, and the address that the bank tells. */
export async function openBankAccount(house: TestHouse, { rails }: TestDoor) {
  const tenancy = await makeTenancy(house);
  const ctx = { ...tenancy.ctx, rails };
  const settings = { apiKey: "key", noticeKeys: `first:${bankSecret}` };
  const input = {
    rail: "jirani",
    account,
    label: "Bank",
    currency: "KES",
    refusesUnknown: false,
    settings,
  } as const;
  const made = await createRailAccount({ ctx, input });
  return { ...tenancy, ctx, made, url: (await getCallbackAddress({ ctx, input: { id: made.id } })).url };
}

export type Notice = {
  type: string;
  data: object;
  id?: string;
  /** The name of the key that signs, and its secret. */
  key?: string;
  secret?: string;
};

/** Tells a door something as the bank would, signed. */
export function tellDoor(at: TestDoor["door"], url: string, notice: Notice) {
  const { type, data, id = newId(), key = "first", secret = bankSecret } = notice;
  const body = Buffer.from(JSON.stringify({ notice: id, type, account, data }));
  const time = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex");
  const headers = { "bank-key": key, "bank-time": time, "bank-signature": signature };
  const path = url.split("/").at(-1) ?? "";
  const asked = { door: "bank", secret: path, topic: "", headers, body, remoteAddress: "127.0.0.1" };
  return receiveEvent(at, { ...asked, requestId: newId() });
}
