import net from "node:net";
import type pg from "pg";

/** Breaks a connection without a word to its server, which may not listen; what waits on it fails at once. */
export function cutClient(client: pg.ClientBase): void {
  // The driver keeps its socket, untyped, behind its client.
  const connection: unknown = Reflect.get(client, "connection");
  const stream: unknown =
    typeof connection === "object" && connection !== null ? Reflect.get(connection, "stream") : undefined;
  if (stream instanceof net.Socket) stream.destroy();
}
