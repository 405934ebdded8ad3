import { setImmediate as nextTurn } from "node:timers/promises";
import { isLiveEventKind } from "@stead/contracts/live";
import type { Clock } from "@stead/kernel/clock";
import type { Logger } from "@stead/kernel/logger";
import type { EventLog, LoggedEvent } from "@stead/queue/event-log";
import {
  controlFrame,
  frameOf,
  heartbeatFrame,
  LiveConnection,
  maySee,
  type LivePass,
  type LiveReader,
  type LiveStream,
} from "./connection.ts";

export type LiveLimits = {
  /** Bytes that a reader may leave untaken before it is dropped. */
  mostWaitingBytes: number;
  /** A connection on which nothing happened for so long is ended; a reader who still looks comes back. */
  idleMs: number;
  /** Events that are sent to one who comes back; beyond that it is told to ask anew. */
  mostResumed: number;
  mostConnections: number;
  mostPerPass: number;
};

export type LiveHubOptions = {
  log: EventLog;
  /** A mark for each session and key that still lets in. */
  readMarks: (passes: readonly LivePass[]) => Promise<Map<string, string>>;
  /** Hears of each event before anybody is told. */
  onEvent?: ((event: LoggedEvent) => unknown) | undefined;
  clock: Clock;
  logger: Logger;
  limits?: Partial<LiveLimits>;
};

const defaults: LiveLimits = {
  mostWaitingBytes: 1_048_576,
  idleMs: 30 * 60_000,
  mostResumed: 1_000,
  mostConnections: 20_000,
  mostPerPass: 20,
};

/** Events read from the log at once. */
const round = 1_000;
/** Bytes of events that are written before sockets get their turn. */
const burstBytes = 65_536;

type Ending = "slow" | "stuck" | "idle" | "access" | "stopping";

export type LiveCounts = { serialized: number; sent: number; ended: Record<Ending, number> };

/** The open connections of this process, and what is told on them: every event once, in the order of its number. */
export class LiveHub {
  readonly counts: LiveCounts = {
    serialized: 0,
    sent: 0,
    ended: { slow: 0, stuck: 0, idle: 0, access: 0, stopping: 0 },
  };
  readonly #options: LiveHubOptions;
  readonly #limits: LiveLimits;
  readonly #connections = new Set<LiveConnection>();
  readonly #byAgency = new Map<string | null, Set<LiveConnection>>();
  /** Everything up to it has been told; undefined while nobody listens. */
  #cursor: number | undefined;

  constructor(options: LiveHubOptions) {
    this.#options = options;
    this.#limits = { ...defaults, ...options.limits };
  }

  get size(): number {
    return this.#connections.size;
  }

  /** Whether there is room for one more of this pass. */
  hasRoom({ id }: LivePass): boolean {
    if (this.#connections.size >= this.#limits.mostConnections) return false;
    let count = 0;
    for (const { pass } of this.#connections) if (pass.id === id) count++;
    return count < this.#limits.mostPerPass;
  }

  /**
   * Adds a reader. With `after` it first gets what it missed, or a `reset` when that can no longer be told; then
   * `ready`, then everything as it happens. Returns the function that forgets the reader.
   */
  async open(
    reader: LiveReader,
    pass: LivePass,
    stream: LiveStream,
    after: number | null,
  ): Promise<() => void> {
    const connection = new LiveConnection(reader, pass, stream, this.#options.clock.nowMs());
    this.#add(connection);
    try {
      await this.#catchUp(connection, after);
    } catch (error) {
      this.#forget(connection);
      throw error;
    }
    return () => this.#forget(connection);
  }

  async #catchUp(connection: LiveConnection, after: number | null): Promise<void> {
    const { log } = this.#options;
    const { lastSeq, sweptSeq } = await log.clock();
    this.#cursor ??= lastSeq;
    const cursor = this.#cursor;
    connection.seen = Math.max(cursor, after ?? 0);
    if (after !== null && (after < sweptSeq || after > lastSeq)) this.#reset(connection, cursor);
    else if (after !== null && after < cursor) {
      const range = { after, upTo: cursor, limit: this.#limits.mostResumed + 1 };
      const missed = await log.ofReader(connection.reader, range);
      if (missed.length > this.#limits.mostResumed) this.#reset(connection, cursor);
      else await this.#sendPast(connection, missed);
    }
    connection.stream.write(controlFrame("ready", {}, connection.seen));
    while (connection.backlog !== undefined && connection.backlog.length > 0) {
      const backlog = connection.backlog;
      connection.backlog = [];
      await this.#sendPast(
        connection,
        backlog.filter(({ seq }) => seq > connection.seen),
      );
    }
    connection.backlog = undefined;
  }

  /** What the reader missed, no faster than it takes it. */
  async #sendPast(connection: LiveConnection, events: readonly LoggedEvent[]): Promise<void> {
    for (const event of events) {
      if (!isLiveEventKind(event.kind) || !maySee(connection.reader, event.kind, event)) continue;
      if (connection.stream.waitingBytes() > burstBytes) await connection.stream.drained();
      this.#send(connection, event.seq, this.#serialize(event));
    }
  }

  #reset(connection: LiveConnection, seq: number): void {
    connection.seen = seq;
    connection.stream.write(controlFrame("reset", {}, seq));
  }

  /** Reads what is new and tells it. Answers true when there is more to read at once. */
  async turn(): Promise<boolean> {
    if (this.#connections.size === 0) {
      this.#cursor = undefined;
      return false;
    }
    if (this.#cursor === undefined) return false;
    const events = await this.#options.log.after(this.#cursor, round);
    const changedPeople = new Set<string>();
    let burst = 0;
    for (const event of events) {
      burst += event.payload.length;
      if (burst > burstBytes) {
        burst = 0;
        // Sockets take bytes between turns of the event loop only.
        await nextTurn();
      }
      this.#options.onEvent?.(event);
      this.#tell(event);
      this.#cursor = event.seq;
      if (event.kind === "access.changed" && event.userId !== null) changedPeople.add(event.userId);
    }
    if (changedPeople.size > 0) {
      // A user or a tenant's contact: their ids are never alike.
      const isChanged = ({ reader: { userId, contactId } }: LiveConnection) =>
        changedPeople.has(userId ?? contactId ?? "");
      await this.#recheck([...this.#connections].filter(isChanged));
    }
    return events.length === round;
  }

  /** One serialization, however many readers. */
  #tell(event: LoggedEvent): void {
    const { kind } = event;
    if (!isLiveEventKind(kind)) return;
    const isOfNone = event.agencyId === null;
    const candidates = isOfNone ? this.#connections : this.#byAgency.get(event.agencyId);
    let frame: Buffer | undefined;
    for (const connection of candidates ?? []) {
      if (!maySee(connection.reader, kind, event)) continue;
      if (connection.backlog !== undefined) {
        if (connection.backlog.push(event) > this.#limits.mostResumed) this.#drop(connection, "slow");
        continue;
      }
      if (event.seq <= connection.seen) continue;
      frame ??= this.#serialize(event);
      this.#send(connection, event.seq, frame);
    }
  }

  #serialize(event: LoggedEvent): Buffer {
    this.counts.serialized++;
    return frameOf(event);
  }

  #send(connection: LiveConnection, seq: number, frame: Buffer): void {
    if (connection.stream.waitingBytes() > this.#limits.mostWaitingBytes)
      return this.#drop(connection, "slow");
    connection.stream.write(frame);
    connection.seen = Math.max(connection.seen, seq);
    connection.lastEventMs = this.#options.clock.nowMs();
    this.counts.sent++;
  }

  /** A sign of life on every connection; those that take nothing, and those on which nothing happens, end. */
  beat(): void {
    const nowMs = this.#options.clock.nowMs();
    for (const connection of this.#connections) {
      const waiting = connection.stream.waitingBytes();
      if (waiting > 0 && waiting >= connection.waitedBytes && connection.waitedBytes > 0)
        this.#drop(connection, "stuck");
      else if (nowMs - connection.lastEventMs > this.#limits.idleMs) this.#end(connection, "idle");
      else {
        connection.waitedBytes = waiting;
        connection.stream.write(heartbeatFrame);
      }
    }
  }

  /** Ends the connections of sessions and keys that let nobody in any more, or to something else. */
  recheckAll(): Promise<void> {
    return this.#recheck([...this.#connections]);
  }

  async #recheck(connections: readonly LiveConnection[]): Promise<void> {
    if (connections.length === 0) return;
    const marks = await this.#options.readMarks(connections.map(({ pass }) => pass));
    for (const connection of connections)
      if (marks.get(connection.pass.id) !== connection.pass.mark) this.#end(connection, "access");
  }

  /** Ends every connection; readers come back to another process. */
  stop(): void {
    this.#options.logger.info({ ...this.counts, open: this.size }, "live connections end");
    for (const connection of this.#connections) this.#end(connection, "stopping");
  }

  #end(connection: LiveConnection, reason: Ending): void {
    if (!this.#forget(connection)) return;
    this.counts.ended[reason]++;
    connection.stream.end(controlFrame("end", { reason }));
  }

  #drop(connection: LiveConnection, reason: Ending): void {
    if (!this.#forget(connection)) return;
    this.counts.ended[reason]++;
    this.#options.logger.info({ reason, agencyId: connection.reader.agencyId }, "live connection dropped");
    connection.stream.destroy();
  }

  #add(connection: LiveConnection): void {
    this.#connections.add(connection);
    const { agencyId } = connection.reader;
    const ofAgency = this.#byAgency.get(agencyId) ?? new Set();
    ofAgency.add(connection);
    this.#byAgency.set(agencyId, ofAgency);
  }

  #forget(connection: LiveConnection): boolean {
    const { agencyId } = connection.reader;
    const ofAgency = this.#byAgency.get(agencyId);
    ofAgency?.delete(connection);
    if (ofAgency?.size === 0) this.#byAgency.delete(agencyId);
    return this.#connections.delete(connection);
  }
}
