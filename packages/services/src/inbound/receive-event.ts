import { railDescriptors } from "@stead/contracts/rails";
import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import type { Clock } from "@stead/kernel/clock";
import type {
  HttpAnswer,
  InboundRequest,
  InboundVerdict,
  RailProvider,
} from "@stead/providers/rails/rail-provider";
import { hashSecret, openProvider, type RailAccountRow } from "../rails/index.ts";
import type { Rails } from "../context/index.ts";
import { bodyPurpose } from "./rows.ts";
import { Intake } from "./store-events.ts";

/** What the door of callbacks works with: it serves every agency, and reads no money. */
export type DoorParts = { system: SystemDb; rails: Rails; clock: Clock; log: Logger };

/** The door of a process: opened once, it knows the accounts that were called lately. */
export type Door = DoorParts & { intake: Intake; known: Map<string, DoorAccount> };

export function openDoor(parts: DoorParts): Door {
  return { ...parts, intake: new Intake(parts.system), known: new Map() };
}

export type DoorRequest = Omit<InboundRequest, "nowMs"> & {
  /** How the path names the rail. */
  door: string;
  secret: string;
  requestId: string;
};

type AccountRow = Pick<
  RailAccountRow,
  "id" | "rail" | "account" | "settingsSealed" | "version" | "refusesUnknown"
> & { agencyId: string };

/**
 * The account behind an address. It is kept, and the statement that stores an event sees whether it is still so: nothing
 * is refused, asked or stored by what is out of date.
 */
type DoorAccount = Pick<AccountRow, "id" | "rail" | "version" | "refusesUnknown" | "agencyId"> & {
  secretHash: string;
  provider: RailProvider;
};

/** The addresses that are kept; more are found anew. */
const mostKnown = 1_000;

const accountOf = {
  name: "door_account",
  text: `select a.agency_id as "agencyId", a.id, a.rail, a.account, a.settings_sealed as "settingsSealed", a.version,
      a.refuses_unknown as "refusesUnknown"
    from webhook_paths w join rail_accounts a on a.agency_id = w.agency_id and a.id = w.rail_account_id
    where w.secret_hash = $1 and (w.expires_at is null or w.expires_at > now())`,
};

/** What a stranger is told, whatever is wrong: an address that is not there looks like one that is. */
const nobody: HttpAnswer = { status: 404, body: { error: "not found" } };
const changing: HttpAnswer = { status: 503, body: { error: "try again" } };

export type Received =
  | { outcome: "answered"; answer: HttpAnswer; wasStored: boolean }
  /** The provider asks whether to take money; the caller asks the agency. */
  | { outcome: "validate"; agencyId: string; provider: RailProvider; reference: string; currency: string };

/**
 * Takes in what a provider sends: looks at size, secret and signature, stores the raw event with its key and its job in
 * one statement, and only then answers in the provider's own form. A repeated event is stored once. Nothing is booked
 * here. Bodies are sealed: they name people.
 */
export async function receiveEvent(door: Door, request: DoorRequest): Promise<Received> {
  const secretHash = hashSecret(request.secret);
  const kept = door.known.get(secretHash);
  const quick = kept && (await storeFor(door, kept, request));
  if (quick) return answered(quick, true);
  const account = await findAccount(door, secretHash);
  if (account === undefined || railDescriptors[account.rail].door !== request.door) return answered(nobody);
  return receiveFor(door, account, request);
}

const answered = (answer: HttpAnswer, wasStored = false): Received => ({
  outcome: "answered",
  answer,
  wasStored,
});

function inspect(door: Door, { provider }: DoorAccount, request: DoorRequest): InboundVerdict {
  const { topic, headers, body, remoteAddress } = request;
  return provider.inspect({ topic, headers, body, remoteAddress, nowMs: door.clock.nowMs() });
}

/** The answer to an event that an account, as it was known, takes; undefined when it has to be looked at anew. */
async function storeFor(
  door: Door,
  account: DoorAccount,
  request: DoorRequest,
): Promise<HttpAnswer | undefined> {
  if (railDescriptors[account.rail].door !== request.door) return undefined;
  const verdict = inspect(door, account, request);
  if (verdict.outcome !== "store") return undefined;
  return (await storeEvent(door, account, request, verdict)) ? verdict.answer : undefined;
}

async function receiveFor(door: Door, account: DoorAccount, request: DoorRequest): Promise<Received> {
  const { provider, agencyId } = account;
  const verdict = inspect(door, account, request);
  if (verdict.outcome === "refuse") {
    const { rail, id: railAccountId } = account;
    const { topic } = request;
    door.log.warn({ rail, railAccountId, topic, reason: verdict.reason }, "callback refused");
    return answered(verdict.answer);
  }
  if (verdict.outcome === "validate") {
    if (!account.refusesUnknown) return answered(provider.answerValidation(null));
    const { reference, currency } = verdict;
    return { outcome: "validate", agencyId, provider, reference, currency };
  }
  // Somebody changed the account or its address in this moment: the provider sends it again, or it is pulled.
  if (!(await storeEvent(door, account, request, verdict))) return answered(changing);
  return answered(verdict.answer, true);
}

async function findAccount(door: Door, secretHash: string): Promise<DoorAccount | undefined> {
  const { system, rails, known } = door;
  const [row] = await system.sql<AccountRow>(accountOf, secretHash);
  known.delete(secretHash);
  if (row === undefined) return undefined;
  const { agencyId, id, rail, version, refusesUnknown } = row;
  const provider = openProvider({ agencyId, rails }, row);
  const account = { agencyId, id, rail, version, refusesUnknown, secretHash, provider };
  known.set(secretHash, account);
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
  return account;
}

/** False when the account is not any more as it was known. */
function storeEvent(
  { rails, clock, intake }: Door,
  { agencyId, id: railAccountId, rail, version, secretHash }: DoorAccount,
  { topic: addressed, body, requestId }: DoorRequest,
  { key, topic = addressed, isVerified }: Extract<InboundVerdict, { outcome: "store" }>,
): Promise<boolean> {
  const id = newId();
  const bodySealed = rails.sealer.seal(body, bodyPurpose(agencyId, id));
  const receivedAt = new Date(clock.nowMs()).toISOString();
  const account = { secretHash, agencyId, rail, railAccountId, version };
  return intake.store({ ...account, key, id, topic, isVerified, bodySealed, receivedAt, requestId });
}
