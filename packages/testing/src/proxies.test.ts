import { once } from "node:events";
import net from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCountingProxy } from "./counting-proxy.ts";
import { openFaultProxy } from "./fault-proxy.ts";

let server: net.Server;
let url: string;

beforeAll(async () => {
  server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => socket.write(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `tcp://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
});
afterAll(() => void server.close());

async function connect(port: number): Promise<net.Socket> {
  const socket = net.connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

async function echo(socket: net.Socket, text: string): Promise<string> {
  const answer = once(socket, "data");
  socket.write(text);
  const [bytes]: unknown[] = await answer;
  return String(bytes);
}

test("the counting proxy counts round trips", async () => {
  const proxy = await openCountingProxy(url);
  const socket = await connect(proxy.port);
  expect([await echo(socket, "a"), await echo(socket, "b")]).toEqual(["a", "b"]);
  expect(proxy.turns).toBe(2);
  proxy.reset();
  await echo(socket, "c");
  expect([proxy.turns, proxy.chunks]).toEqual([1, 1]);
  socket.destroy();
  await proxy.close();
});

test("the fault proxy delays, cuts, refuses and loses an answer", async () => {
  const proxy = await openFaultProxy(url);
  const socket = await connect(proxy.port);
  proxy.delay(120);
  const startedMs = performance.now();
  expect(await echo(socket, "slow")).toBe("slow");
  expect(performance.now() - startedMs).toBeGreaterThan(100);
  proxy.delay(0);
  const closed = once(socket, "close");
  proxy.cut();
  await closed;
  const asking = await connect(proxy.port);
  proxy.loseNextAnswer();
  const lost = once(asking, "close");
  asking.write("done, but unheard");
  await lost;
  proxy.refuse(true);
  const refused = await connect(proxy.port);
  await once(refused, "close");
  proxy.refuse(false);
  const again = await connect(proxy.port);
  expect(await echo(again, "back")).toBe("back");
  again.destroy();
  await proxy.close();
});
