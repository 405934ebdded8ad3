import type { Db } from "@stead/db/client";
import { openSystemDb } from "@stead/db/system";
import { systemClock } from "@stead/kernel/clock";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { openRails } from "@stead/providers/rails/open-rails";
import { applyEvent, openDoor, receiveEvent } from "@stead/services/inbound";
import { createRailAccount, getCallbackAddress, makeRails } from "@stead/services/rails";
import { billingContext } from "./billing-context.ts";
import { mpesaCallback } from "./callback-bodies.ts";

/** Callbacks of one paybill that are stored and wait to be booked. */
export type StoredCallbacks = {
  /** Stores more, until so many wait. */
  fill(count: number): Promise<void>;
  /** Does what the job of the next one does. */
  applyNext(): Promise<void>;
  close(): Promise<void>;
};

/** An account whose callbacks are stored by the door and booked as their jobs do. */
export async function openStoredCallbacks(
  db: Db,
  { systemUrl, shortCode }: { systemUrl: string; shortCode: string },
): Promise<StoredCallbacks> {
  const system = openSystemDb({ connectionString: systemUrl, min: 1, max: 4 });
  const opened = openRails({ baseUrls: {}, allowedAddresses: ["127.0.0.1"] });
  const dataSecret = "a secret of the bench that is long enough";
  const rails = makeRails(opened, { dataSecret, publicUrl: "http://127.0.0.1:9" });
  const ctxOf = () => ({ ...billingContext(db, Date.now()), rails });
  const settings = { kind: "paybill", consumerKey: "k", consumerSecret: "s", passkey: "p" };
  const about = { account: shortCode, label: "Paybill", currency: "KES", refusesUnknown: false };
  const { id } = await createRailAccount({ ctx: ctxOf(), input: { rail: "mpesa", ...about, settings } });
  const { url } = await getCallbackAddress({ ctx: ctxOf(), input: { id } });
  const secret = url.split("/").at(-1) ?? "";
  const door = openDoor({ system, rails, clock: systemClock, log: silentLogger });
  const waiting: string[] = [];
  const keyOf = async (body: Buffer) => {
    const asked = { door: "mobile", secret, topic: "c2b-confirmation", headers: {}, body };
    const verdict = opened
      .open({ id, rail: "mpesa", account: shortCode, settings, callbackUrl: url, version: 1 })
      .inspect({ ...asked, remoteAddress: "127.0.0.1", nowMs: Date.now() });
    await receiveEvent(door, { ...asked, remoteAddress: "127.0.0.1", requestId: newId() });
    return verdict.outcome === "store" ? verdict.key : "";
  };
  return {
    fill: async (count) => {
      while (waiting.length < count)
        waiting.push(
          ...(await Promise.all(
            Array.from({ length: 256 }, () => keyOf(Buffer.from(mpesaCallback("", { shortCode }).body))),
          )),
        );
    },
    applyNext: async () => {
      const eventKey = waiting.shift();
      if (eventKey === undefined) throw new Error("no callback waits any more: store more before a round");
      await applyEvent({ ctx: ctxOf(), input: { railAccountId: id, eventKey } });
    },
    close: async () => {
      await Promise.all([opened.close(), system.close()]);
    },
  };
}
