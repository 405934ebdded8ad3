import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { CreateBroadcastInput } from "@stead/contracts/messages";
import { openDb } from "@stead/db/client";
import { openSystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { guardProvider } from "@stead/providers/guard";
import { createMailbox } from "@stead/providers/message-provider";
import { createTwilioProvider } from "@stead/providers/sms/twilio";
import { createBroadcast, sendMessages, startBroadcast, writeRecipients } from "@stead/services/messages";
import { startBenchServer, withClient, type BenchDatabase } from "./bench-database.ts";
import { billingContext } from "./billing-context.ts";
import { fillPortfolio } from "./billing-portfolio.ts";

/**
 * A broadcast to 10,000 tenants through a provider that fails for every fifth request and is gone for a minute: which
 * state each recipient ends in, against what the provider took.
 */
const recipients = 10_000;
const goneMs = 60_000;
const goneAfter = 3_000;
const senders = 2;

/** The provider: it speaks Twilio's wire, counts what it took, and can be gone. */
class FlakyProvider {
  readonly taken = new Map<string, number>();
  requests = 0;
  failures = 0;
  #server: Server | undefined;
  #port = 0;

  async listen(): Promise<string> {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        this.requests++;
        const to = new URLSearchParams(body).get("To") ?? "";
        const answer = (status: number, json: object) =>
          response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
        // Every fifth request fails, in turn in each of four ways; the last one takes the message and loses its answer.
        if (this.requests % 5 !== 0) {
          this.#take(to);
          return answer(201, { sid: `SM${this.requests}`, status: "queued" });
        }
        const way = this.failures++ % 4;
        if (way === 0) return answer(429, {});
        if (way === 1) return answer(503, {});
        if (way === 2) return answer(400, { code: 21211 });
        this.#take(to);
        return request.socket.destroy();
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(this.#port, "127.0.0.1", resolve));
    const at = this.#server.address();
    this.#port = typeof at === "object" && at !== null ? at.port : 0;
    return `http://127.0.0.1:${this.#port}`;
  }

  #take(to: string): void {
    this.taken.set(to, (this.taken.get(to) ?? 0) + 1);
  }

  async vanish(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}

async function run(database: BenchDatabase): Promise<boolean> {
  await withClient(database.adminUrl, async (client) => {
    await fillPortfolio(client, recipients);
    await client.query(
      "update contacts c set phone = '+2547' || lpad(p.place::text, 8, '0') from (select id, row_number() over (order by id) as place from contacts) p where p.id = c.id",
    );
  });
  const db = openDb({ connectionString: database.appUrl });
  const system = openSystemDb({ connectionString: database.systemUrl, max: 40 });
  const ctx = billingContext(db, Date.now());
  const provider = new FlakyProvider();
  const baseUrl = await provider.listen();
  const input = CreateBroadcastInput.parse({
    name: "Water",
    channel: "sms",
    body: "Dear {{tenant.firstName}}",
    filter: {},
  });
  const draft = await createBroadcast({ ctx, input });
  const { id } = await startBroadcast({ ctx, input: { id: draft.id, version: draft.version } });
  const writtenMs = performance.now();
  const count = await writeRecipients(ctx, { broadcastId: id, jobRunId: newId(), progress: () => {} });
  process.stdout.write(`${count} recipients written in ${Math.round(performance.now() - writtenMs)} ms\n`);

  const twilio = createTwilioProvider({ accountSid: "AC", authToken: "t", from: "+1", baseUrl });
  const stop = new AbortController();
  const send = async () => {
    // Each sender stands for a process: its breaker is its own.
    const providers = {
      sms: guardProvider(twilio, { restMs: 5_000 }),
      email: guardProvider(createMailbox("email")),
    };
    while (!stop.signal.aborted) {
      const limits = { firstPauseMs: 500, leaseMs: 20_000 };
      const took = await sendMessages({
        system,
        providers,
        contextOf: async () => ctx,
        publicUrl: "http://127.0.0.1:3000",
        log: silentLogger,
        signal: stop.signal,
        limits,
      });
      if (took === 0) await wait(50);
    }
  };
  const sending = Array.from({ length: senders }, send);
  while (provider.requests < goneAfter) await wait(20);
  await provider.vanish();
  process.stdout.write(`the provider is gone after ${provider.requests} requests\n`);
  await wait(goneMs);
  await provider.listen();
  await untilTried(database, id);
  stop.abort();
  await Promise.all(sending);
  await provider.vanish();
  await Promise.all([db.close(), system.close()]);
  return judge(database, id, provider);
}

async function untilTried(database: BenchDatabase, id: string): Promise<void> {
  await withClient(database.adminUrl, async (client) => {
    for (;;) {
      const { rowCount } = await client.query(
        "select from messages where broadcast_id = $1 and status in ('waiting', 'sending') limit 1",
        [id],
      );
      if (rowCount === 0) return;
      await wait(250);
    }
  });
}

async function judge(database: BenchDatabase, id: string, provider: FlakyProvider): Promise<boolean> {
  const { rows } = await withClient(database.adminUrl, (client) =>
    client.query<{ status: string; to: string; attempts: number }>(
      `select status, to_address as "to", attempts from messages where broadcast_id = $1`,
      [id],
    ),
  );
  const counts = Object.groupBy(rows, ({ status }) => status);
  for (const [status, found] of Object.entries(counts))
    process.stdout.write(`${status}: ${found?.length ?? 0}\n`);
  const times = (to: string) => provider.taken.get(to) ?? 0;
  const doubled = rows.filter(({ to }) => times(to) > 1).length;
  const phantom = rows.filter(({ status, to }) => status === "sent" && times(to) !== 1).length;
  const hidden = rows.filter(({ status, to }) => status === "failed" && times(to) > 0).length;
  const uncertain = rows.filter(({ status }) => status === "uncertain").map(({ to }) => times(to));
  const isOneEach = rows.length === recipients && new Set(rows.map(({ to }) => to)).size === recipients;
  process.stdout.write(
    [
      `provider: ${provider.requests} requests, ${provider.failures} failed, ${provider.taken.size} numbers took a message`,
      `said sent and not taken exactly once: ${phantom}; taken twice: ${doubled}; taken and said not sent: ${hidden}`,
      `uncertain: ${uncertain.length}, of which the provider took ${uncertain.filter((took) => took === 1).length}`,
      "",
    ].join("\n"),
  );
  return isOneEach && phantom === 0 && doubled === 0 && hidden === 0;
}

const server = await startBenchServer("bench-broadcast");
const database = await server.make("bench_broadcast");
try {
  process.stdout.write(`${server.version}\n`);
  process.exitCode = (await run(database)) ? 0 : 1;
} finally {
  await database.drop();
  await server.stop();
}
