import net from "node:net";
import type pg from "pg";
import { cutClient } from "./cut-client.ts";

const cancelRequestCode = 80_877_102;

/** The address and key by which the server knows a session. The driver keeps them, untyped, on its client. */
function sessionOf(client: pg.PoolClient): { processId: number; secretKey: number } | undefined {
  if (!("processID" in client && "secretKey" in client)) return undefined;
  const { processID: processId, secretKey } = client;
  return typeof processId === "number" && typeof secretKey === "number"
    ? { processId, secretKey }
    : undefined;
}

/**
 * Asks the server over a connection of its own to cancel what `client` runs (PostgreSQL protocol, "Canceling Requests
 * in Progress"). Resolves when the request was taken; failing to ask is no error, because
 * the statement's time limit ends it as well.
 */
function requestCancel(client: pg.PoolClient): Promise<void> {
  const session = sessionOf(client);
  if (session === undefined) return Promise.resolve();
  const message = Buffer.alloc(16);
  for (const [index, word] of [16, cancelRequestCode, session.processId, session.secretKey].entries()) {
    message.writeInt32BE(word, index * 4);
  }
  const { host, port } = client;
  return new Promise((resolve) => {
    const socket = host.startsWith("/") ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(port, host);
    socket.setTimeout(2_000, () => socket.destroy());
    socket.once("connect", () => socket.end(message));
    socket.on("error", () => {});
    socket.once("close", () => resolve());
    socket.resume();
  });
}

/**
 * Cancels what `client` runs when `signal` aborts. Behind a pooler its connection is broken off instead, which the server
 * notices: PgBouncer 1.18 loses requests to cancel, and falls over some.
 */
export class AbortWatch {
  readonly #signal: AbortSignal;
  readonly #onAbort: () => void;
  #request: Promise<void> | undefined;

  constructor(client: pg.PoolClient, signal: AbortSignal, isPooled: boolean) {
    this.#signal = signal;
    this.#onAbort = () => {
      this.#request = isPooled ? Promise.resolve(cutClient(client)) : requestCancel(client);
    };
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /**
   * Ends the watch. False when a cancellation was asked for and did not hit the watched statement: it may still
   * arrive and would hit the connection's next user, so the connection must go.
   */
  async end(hasHit: boolean): Promise<boolean> {
    this.#signal.removeEventListener("abort", this.#onAbort);
    if (this.#request === undefined) return true;
    await this.#request;
    return hasHit;
  }
}
