import { railDescriptors, type RailId } from "@stead/contracts/rails";
import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import type { Clock } from "@stead/kernel/clock";
import type { HttpAnswer, InboundRequest, RailProvider } from "@stead/providers/rails/rail-provider";
import { enqueue } from "@stead/queue/enqueue";
import { together } from "../context/index.ts";
import { hashSecret, openProvider, type RailAccountRow } from "../rails/index.ts";
import type { Rails } from "../context/index.ts";
import { bodyPurpose } from "./rows.ts";

/** What the door of callbacks works with: it serves every agency, and reads no money. */
export type Door = {
  system: SystemDb;
  rails: Rails;
  clock: Clock;
  log: Logger;
  requestId: string;
};

export type DoorRequest = Omit<InboundRequest, "nowMs"> & {
  /** How the path names the rail. */
  door: string;
  secret: string;
};

/** The account behind an address. */
type DoorAccount = Pick<
  RailAccountRow,
  "id" | "rail" | "account" | "settingsSealed" | "version" | "refusesUnknown"
> & { agencyId: string };

const accountOf = {
  name: "door_account",
  text: `select a.agency_id as "agencyId", a.id, a.rail, a.account, a.settings_sealed as "settingsSealed", a.version,
      a.refuses_unknown as "refusesUnknown"
    from webhook_paths w join rail_accounts a on a.agency_id = w.agency_id and a.id = w.rail_account_id
    where w.secret_hash = $1 and (w.expires_at is null or w.expires_at > now())`,
};

const store = {
  name: "door_store",
  text: `with claimed as (
      insert into external_keys (agency_id, rail, account, kind, external_id, entity_id) values ($1, $2, $3::uuid::text, 'event', $4, $5)
      on conflict do nothing returning entity_id)
    insert into inbound_events (agency_id, id, rail, rail_account_id, topic, event_key, is_verified, body_sealed, received_at)
    select $1, entity_id, $2, $3, $6, $4, $7, $8, $9 from claimed`,
};

/** What a stranger is told, whatever is wrong: an address that is not there looks like one that is. */
const nobody: HttpAnswer = { status: 404, body: { error: "not found" } };

export type Received =
  | { outcome: "answered"; answer: HttpAnswer; wasStored: boolean }
  /** The provider asks whether to take money; the caller asks the agency. */
  | { outcome: "validate"; agencyId: string; provider: RailProvider; reference: string; currency: string };

/**
 * Takes in what a provider sends: looks at size, secret and signature, stores the raw event with its key and its job in
 * one transaction, and only then answers in the provider's own form. A repeated event is stored once. Nothing is booked
 * here. Bodies are sealed: they name people.
 */
export async function receiveEvent(door: Door, request: DoorRequest): Promise<Received> {
  const { topic, headers, body, remoteAddress } = request;
  const account = await findAccount(door, request);
  if (account === undefined) return answered(nobody);
  const provider = openProvider({ agencyId: account.agencyId, rails: door.rails }, account);
  const verdict = provider.inspect({ topic, headers, body, remoteAddress, nowMs: door.clock.nowMs() });
  if (verdict.outcome === "refuse") {
    door.log.warn(
      { rail: account.rail, railAccountId: account.id, topic, reason: verdict.reason },
      "callback refused",
    );
    return answered(verdict.answer);
  }
  if (verdict.outcome === "validate") {
    if (!account.refusesUnknown) return answered(provider.answerValidation(null));
    const { reference, currency } = verdict;
    return { outcome: "validate", agencyId: account.agencyId, provider, reference, currency };
  }
  await storeEvent(door, account, { topic, body, key: verdict.key, isVerified: verdict.isVerified });
  return { outcome: "answered", answer: verdict.answer, wasStored: true };
}

const answered = (answer: HttpAnswer): Received => ({ outcome: "answered", answer, wasStored: false });

async function findAccount(
  { system }: Door,
  { door, secret }: Pick<DoorRequest, "door" | "secret">,
): Promise<DoorAccount | undefined> {
  const [row] = await system.sql<DoorAccount>(accountOf, hashSecret(secret));
  return row !== undefined && railDescriptors[row.rail].door === door ? row : undefined;
}

type NewEvent = { topic: string; body: Uint8Array; key: string; isVerified: boolean };

async function storeEvent(door: Door, account: DoorAccount, event: NewEvent): Promise<void> {
  const { agencyId, id: railAccountId } = account;
  const rail: RailId = account.rail;
  const id = newId();
  const sealed = door.rails.sealer.seal(event.body, bodyPurpose(agencyId, id));
  const payload = { agencyId, railAccountId, eventKey: event.key };
  const at = new Date(door.clock.nowMs()).toISOString();
  await door.system.transaction(async (tx) => {
    const { topic, key, isVerified } = event;
    await together([
      tx.sql(store, agencyId, rail, railAccountId, key, id, topic, isVerified, sealed, at),
      enqueue(tx, { agencyId, requestId: door.requestId }, "inbound.apply", payload),
    ]);
  });
}
