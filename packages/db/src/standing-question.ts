import pg from "pg";
import { requirePosition, type Position } from "./position.ts";

/** What a server says of itself. `isReplica` is false for one that takes writes. */
export type Standing = { isReplica: boolean; position: Position };

/** How long a server may take to say where it is; slower than this it is down. */
const answerMs = 2_000;

// On a primary where the log ends, on a replica how far it has been played back.
const standing = `select pg_is_in_recovery() as "isReplica", (case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
  else pg_current_wal_insert_lsn() end)::text as position`;

/** One connection that asks a server where it is, made anew when it broke. */
export class StandingQuestion {
  readonly #url: string;
  readonly #applicationName: string;
  readonly #onLost: () => void;
  #client: pg.Client | undefined;
  #asking: Promise<Standing> | undefined;
  #isClosed = false;

  /** `onLost` hears when the connection breaks by itself. */
  constructor(url: string, applicationName: string, onLost: () => void = () => {}) {
    this.#url = url;
    this.#applicationName = applicationName;
    this.#onLost = onLost;
  }

  /** Throws when the server does not answer in time. Whoever asks while an answer is awaited has one that began later. */
  async ask(): Promise<Standing> {
    await this.#asking?.catch(() => {});
    // Of those who waited, the first asks for all.
    return (this.#asking ??= this.#askNow().finally(() => (this.#asking = undefined)));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#asking?.catch(() => {});
    await this.#drop();
  }

  async #askNow(): Promise<Standing> {
    const startedMs = performance.now();
    const late = Promise.withResolvers<never>();
    late.promise.catch(() => {});
    const timer = setTimeout(() => {
      late.reject(new Error(`no answer within ${answerMs} ms`));
    }, answerMs);
    try {
      const client = await Promise.race([this.#open(), late.promise]);
      const { rows } = await Promise.race([
        client.query<{ isReplica: boolean; position: string }>(standing),
        late.promise,
      ]);
      const [row] = rows;
      return { isReplica: row?.isReplica === true, position: requirePosition(row?.position) };
    } catch (error) {
      void this.#drop();
      throw new Error(
        `the server did not say where it is (${Math.round(performance.now() - startedMs)} ms)`,
        {
          cause: error,
        },
      );
    } finally {
      clearTimeout(timer);
    }
  }

  async #open(): Promise<pg.Client> {
    if (this.#client !== undefined) return this.#client;
    if (this.#isClosed) throw new Error("nobody asks any more");
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: this.#applicationName,
      connectionTimeoutMillis: answerMs,
    });
    client.on("error", () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#onLost();
    });
    this.#client = client;
    await client.connect();
    return client;
  }

  async #drop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }
}
