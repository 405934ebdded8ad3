import net from "node:net";

/** True when something on 127.0.0.1 accepts connections at this port. */
function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function canListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : undefined));
    });
  });
}

/** The wanted port, the next free one after it, or any free one. */
export async function freePort(wanted?: number): Promise<number> {
  const first = wanted ?? Number.POSITIVE_INFINITY;
  for (let port = first; port < Math.min(first + 50, 65_536); port++) {
    if (!(await isListening(port)) && (await canListen(port))) return port;
  }
  const any = await canListen(0);
  if (any === undefined) throw new Error("no free port on 127.0.0.1");
  return any;
}
