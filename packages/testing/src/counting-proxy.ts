import { openTcpProxy, targetOf, type TcpProxy } from "./tcp-proxy.ts";

export type CountingProxy = TcpProxy & {
  /** Times the client spoke after the server had spoken: round trips of one conversation at a time. */
  readonly turns: number;
  /** Pieces the client sent. */
  readonly chunks: number;
  reset(): void;
};

/** A proxy in front of `url` that counts round trips. */
export async function openCountingProxy(url: string): Promise<CountingProxy> {
  const count = { turns: 0, chunks: 0, lastSpeaker: "server" };
  const proxy = await openTcpProxy(targetOf(url), ({ client, server }) => {
    client.on("data", (bytes) => {
      count.chunks++;
      if (count.lastSpeaker === "server") count.turns++;
      count.lastSpeaker = "client";
      server.write(bytes);
    });
    server.on("data", (bytes) => {
      count.lastSpeaker = "server";
      client.write(bytes);
    });
  });
  return {
    ...proxy,
    get turns() {
      return count.turns;
    },
    get chunks() {
      return count.chunks;
    },
    reset() {
      Object.assign(count, { turns: 0, chunks: 0, lastSpeaker: "server" });
    },
  };
}
