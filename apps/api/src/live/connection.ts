import { liveEvents, tenantEvent, type LiveEventKind } from "@stead/contracts/live";
import type { Permission } from "@stead/contracts/permissions";
import type { LoggedEvent } from "@stead/queue/event-log";

/** Who listens, as it was when the connection was opened. */
export type LiveReader = {
  /** Null for an operator who works in no agency. */
  agencyId: string | null;
  /** Null for a program with a key. */
  userId: string | null;
  /** Of a tenant; null for everybody else. */
  contactId: string | null;
  isOperator: boolean;
  permissions: ReadonlySet<Permission>;
  propertyIds: readonly string[] | null;
  /** Of a tenant, who hears of these leases and of nothing else; null for everybody else. */
  leaseIds: readonly string[] | null;
};

/** What let the reader in; when it changes, the connection ends. */
export type LivePass =
  | { kind: "session" | "api_key"; id: string; mark: string }
  | { kind: "portal"; agencyId: string; id: string; mark: string };

/** One open answer, as the hub sees it. */
export type LiveStream = {
  write(frame: Buffer): void;
  /** Bytes that the reader has not taken yet. */
  waitingBytes(): number;
  /** Resolves when it has taken them, or is gone. */
  drained(): Promise<void>;
  /** Sends a last frame and ends. */
  end(frame: Buffer): void;
  /** Ends at once. */
  destroy(): void;
};

/** One reader's place in the stream of events. */
export class LiveConnection {
  readonly reader: LiveReader;
  readonly pass: LivePass;
  readonly stream: LiveStream;
  /** The last number that was dealt with. */
  seen: number;
  lastEventMs: number;
  /** What came while the past was being read; undefined when the reader is live. */
  backlog: LoggedEvent[] | undefined = [];
  waitedBytes = 0;

  constructor(reader: LiveReader, pass: LivePass, stream: LiveStream, nowMs: number) {
    this.reader = reader;
    this.pass = pass;
    this.stream = stream;
    this.seen = 0;
    this.lastEventMs = nowMs;
  }
}

/** Whether a reader may see an event of this kind. */
export function maySee(reader: LiveReader, kind: LiveEventKind, event: LoggedEvent): boolean {
  if (reader.leaseIds !== null) return isOfLeases(reader.leaseIds, reader.agencyId, event);
  const { reach, permission } = liveEvents[kind];
  if (reach === "operators") return reader.isOperator && event.agencyId === null;
  if (event.agencyId !== null && event.agencyId !== reader.agencyId) return false;
  if (permission !== null && !reader.permissions.has(permission)) return false;
  const isNamed = event.userId !== null && event.userId === reader.userId;
  if (reach === "person") return isNamed;
  if (event.agencyId === null) return false;
  if (reader.propertyIds === null || isNamed) return true;
  return reach === "property" && event.propertyId !== null && reader.propertyIds.includes(event.propertyId);
}

/** Whether an event of a tenant's agency is about one of the tenant's leases. */
function isOfLeases(leaseIds: readonly string[], agencyId: string | null, event: LoggedEvent): boolean {
  if (event.kind !== tenantEvent || agencyId === null || event.agencyId !== agencyId) return false;
  const payload: unknown = JSON.parse(event.payload);
  const { data } = liveEvents[tenantEvent].payload.safeParse(payload);
  return data !== undefined && leaseIds.includes(data.leaseId);
}

/** An event on the wire. */
export function frameOf({ seq, kind, payload }: LoggedEvent): Buffer {
  return Buffer.from(`id: ${seq}\nevent: ${kind}\ndata: ${payload}\n\n`);
}

/** A message of the stream itself, with the number to resume from. */
export function controlFrame(event: "ready" | "reset" | "end", data: object, seq?: number): Buffer {
  const id = seq === undefined ? "" : `id: ${seq}\n`;
  return Buffer.from(`${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

export const heartbeatFrame = Buffer.from(": \n\n");
