import net from "node:net";

export type ProxyTarget = { host?: string; port: number };

/** One proxied connection: `client` is who connected to the proxy, `server` is the proxy's own connection. */
export type ProxyPair = { client: net.Socket; server: net.Socket };

export type TcpProxy = {
  port: number;
  /** `url` with this proxy in place of its host and port. */
  through(url: string): string;
  pairs: ReadonlySet<ProxyPair>;
  /** New connections go to the server of this address from now on. */
  lead(url: string): void;
  close(): Promise<void>;
};

/** Listens on a free port of 127.0.0.1 and connects each client to the target; `join` passes the bytes on. */
export async function openTcpProxy(target: ProxyTarget, join: (pair: ProxyPair) => void): Promise<TcpProxy> {
  const pairs = new Set<ProxyPair>();
  let current = target;
  const listener = net.createServer((client) => {
    const pair = { client, server: net.connect(current.port, current.host ?? "127.0.0.1") };
    pairs.add(pair);
    for (const [socket, other] of [
      [pair.client, pair.server],
      [pair.server, pair.client],
    ] as const) {
      socket.setNoDelay();
      socket.on("error", () => {});
      socket.on("close", () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
    join(pair);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const { port } = address;
  return {
    port,
    pairs,
    lead: (url) => {
      current = targetOf(url);
    },
    through: (url) => Object.assign(new URL(url), { hostname: "127.0.0.1", port: String(port) }).href,
    close: () => {
      for (const { client } of pairs) client.destroy();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}

/** The target of a URL, for a proxy in front of it. */
export function targetOf(url: string, defaultPort = 5432): ProxyTarget {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || defaultPort) };
}
