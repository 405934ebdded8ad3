import { openTcpProxy, targetOf } from "@stead/testing/tcp-proxy";

/**
 * A line to another host, as a process of its own: what the client says arrives a millisecond later, in its order, and
 * the answer at once. `node slow-line.ts <database url>`.
 */
const [, , url = ""] = process.argv;
const delayMs = 1;

const proxy = await openTcpProxy(targetOf(url), ({ client, server }) => {
  client.on("data", (bytes) => setTimeout(() => server.write(bytes), delayMs));
  server.pipe(client);
});
process.stdout.write(`listens at ${proxy.through(url)}\n`);
// Ends with the bench that started it.
process.once("disconnect", () => process.exit(0));
