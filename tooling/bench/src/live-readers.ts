import { connect, type Socket } from "node:net";

/** The readers of the live bench, a process of their own: opens connections and checks what comes on each. */
type Reader = { socket: Socket; rest: string; last: number; count: number; isLive: boolean; wrong: number };

const readers: Reader[] = [];

/** Reads whole frames: a broadcast's number must be above the last one. */
function take(reader: Reader, bytes: Buffer): void {
  const parts = (reader.rest + bytes.toString("latin1")).split("\n\n");
  reader.rest = parts.pop() ?? "";
  for (const part of parts) {
    if (part.includes("event: ready")) reader.isLive = true;
    if (!part.includes("event: job.changed")) continue;
    const place = Number(/"progressDone": ?(\d+)/.exec(part)?.[1] ?? -1);
    if (place !== reader.last + 1) reader.wrong++;
    reader.last = place;
    reader.count++;
  }
}

function open(port: number, cookie: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const reader: Reader = { socket, rest: "", last: -1, count: 0, isLive: false, wrong: 0 };
    readers.push(reader);
    socket.on("data", (bytes: Buffer) => {
      take(reader, bytes);
      if (reader.isLive) resolve();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the connection ended")));
    socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\n\r\n`);
  });
}

type Ask = { type: "open"; port: number; cookies: string[] } | { type: "tell" };

async function answer(ask: Ask): Promise<void> {
  if (ask.type === "open") {
    const { port } = ask;
    const waiting = ask.cookies.values();
    const work = async () => {
      for (const cookie of waiting) await open(port, cookie);
    };
    await Promise.all(Array.from({ length: 50 }, work));
  }
  process.send?.({
    open: readers.filter(({ socket }) => !socket.destroyed).length,
    received: readers.reduce((sum, { count }) => sum + count, 0),
    least: Math.min(...readers.map(({ count }) => count)),
    most: Math.max(...readers.map(({ count }) => count)),
    wrong: readers.reduce((sum, { wrong }) => sum + wrong, 0),
  });
}

process.on("message", (ask: Ask) => void answer(ask));
