import type { Clock } from "@stead/kernel/clock";
import type { Logger } from "@stead/kernel/logger";
import type { PlatformEvent } from "@stead/providers/platform/platform-billing";
import type { HttpAnswer } from "@stead/providers/rails/rail-provider";
import { enqueue } from "@stead/queue/enqueue";
import { readOne } from "../context/index.ts";
import type { Platform } from "./open-platform.ts";

export type PlatformDoor = { platform: Platform | null; clock: Clock; log: Logger; requestId: string };
export type PlatformRequest = { body: Uint8Array; signature: string | undefined };

/** Names what a body is sealed for. */
export const eventPurpose = (eventId: string) => `platform event ${eventId}`;

const agencyOf = {
  name: "platform_event_agency",
  text: `select agency_id as "agencyId" from subscriptions where customer_id = $1
    union all
    select id from agencies a where id = $2 and not exists (select from subscriptions s where s.agency_id = a.id)
    limit 1`,
};

const store = {
  name: "platform_event_store",
  text: `insert into platform_events (id, agency_id, type, happened_at, received_at, body_sealed, state, note)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing returning id`,
};

const isOffer = ({ type }: PlatformEvent) => type.startsWith("product.") || type.startsWith("price.");

/**
 * Takes in an event of the platform's provider: signature on the raw bytes, then stored with its job in one transaction,
 * and only then answered. A repeated event is stored once. Nothing is decided here.
 */
export async function receiveEvent(
  { platform, clock, log, requestId }: PlatformDoor,
  { body, signature }: PlatformRequest,
): Promise<{ answer: HttpAnswer; wasStored: boolean }> {
  if (platform === null) return { answer: { status: 404, body: { error: "not found" } }, wasStored: false };
  const verdict = platform.billing.inspect({ body, signature, nowMs: clock.nowMs() });
  if (verdict.outcome === "refuse") {
    log.warn({ reason: verdict.reason }, "event of the platform's provider refused");
    return { answer: verdict.answer, wasStored: false };
  }
  const { event } = verdict;
  // Before it is stored: the provider tells again what was not, so no crash in between loses it.
  if (isOffer(event)) await platform.expireOffer();
  const wasStored = await storeEvent(platform, event, body, requestId);
  return { answer: verdict.answer, wasStored };
}

async function storeEvent(
  { system, sealer, clock }: Platform,
  event: PlatformEvent,
  body: Uint8Array,
  requestId: string,
): Promise<boolean> {
  const { id, type, createdAt, customerId } = event;
  const sealed = sealer.seal(body, eventPurpose(id));
  const at = new Date(clock.nowMs()).toISOString();
  return system.transaction(async (tx) => {
    const row = await readOne<{ agencyId: string }>(tx.sql, agencyOf, customerId, event.agencyId);
    const agencyId = row?.agencyId ?? null;
    const [state, note] =
      agencyId !== null
        ? ["received", null]
        : isOffer(event)
          ? ["applied", "What is on sale is asked for anew."]
          : ["ignored", "It belongs to no agency."];
    const stored = await tx.sql(store, id, agencyId, type, createdAt, at, sealed, state, note);
    if (stored.length === 0) return false;
    if (agencyId !== null)
      await enqueue(tx, { agencyId, requestId }, "plans.apply", { agencyId, eventId: id });
    return true;
  });
}
