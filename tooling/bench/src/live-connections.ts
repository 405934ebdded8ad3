import { fork, type ChildProcess } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { openDb } from "@stead/db/client";
import { openSystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { openEngine } from "@stead/queue/bullmq";
import { startEventDispatcher } from "@stead/queue/event-dispatcher";
import { publishEvent } from "@stead/queue/events";
import { startBenchServer, withClient, type BenchDatabase } from "./bench-database.ts";

/** Memory of one api process at 2,000 and at 10,000 live connections, and what each of them receives. */
const steps = [2_000, 10_000];
const broadcasts = 20;
const perSession = 20;
const goalBytes = 20 * 1_024;
const secret = "a secret of a benchmark that is long enough";
const root = path.resolve(import.meta.dirname, "../../..");

type Memory = { rss: number; heapUsed: number; external: number };
type Told = { open: number; received: number; least: number; most: number; wrong: number };
type Api = {
  child: ChildProcess;
  port: number;
  counts: () => { serialized: number; sent: number } | undefined;
};

async function startApi(database: BenchDatabase): Promise<Api> {
  const child = fork(path.join(root, "apps/api/src/server.ts"), {
    execArgv: ["--expose-gc", "--import", path.join(import.meta.dirname, "memory-probe.ts")],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    env: {
      DATABASE_URL: database.appUrl,
      DATABASE_SYSTEM_URL: database.systemUrl,
      DATABASE_DIRECT_URL: database.ownerUrl,
      AUTH_SECRET: secret,
      DATA_SECRET: secret,
      PORT: "0",
      RATE_LIMIT_PER_MINUTE: "1000000",
      LOG_LEVEL: "info",
    },
  });
  if (child.stdout === null) throw new Error("the api has no output");
  let counts: { serialized: number; sent: number } | undefined;
  const { promise: port, resolve } = Promise.withResolvers<number>();
  createInterface(child.stdout).on("line", (line) => {
    const url = /"url":"([^"]+)"/.exec(line)?.[1];
    if (url !== undefined) resolve(Number(new URL(url).port));
    if (line.includes("live connections end"))
      counts = JSON.parse(line) as { serialized: number; sent: number };
  });
  return { child, port: await port, counts: () => counts };
}

async function ask<T>(child: ChildProcess, message: object | string): Promise<T> {
  const answered = once(child, "message");
  child.send(message);
  const [answer] = (await answered) as [T];
  return answer;
}

/** An agency with members, and a signed cookie for a session of each. */
async function fillSessions(
  database: BenchDatabase,
  count: number,
): Promise<{ agencyId: string; cookies: string[] }> {
  const agencyId = newId();
  const tokens = Array.from({ length: count }, () => randomBytes(24).toString("base64url"));
  await withClient(database.adminUrl, async (client) => {
    await client.query(
      "insert into agencies (id, name, slug, currency, time_zone, country, policies) values ($1, 'Bench', 'bench', 'KES', 'Africa/Nairobi', 'KE', '{}')",
      [agencyId],
    );
    await client.query(
      `with people as (
         insert into users (id, name, email) select gen_random_uuid(), 'Person ' || n, 'person' || n || '@example.org' from generate_series(1, $2::int) n returning id
       ), placed as (select id, row_number() over () as place from people),
       members_made as (
         insert into members (id, agency_id, user_id, role) select gen_random_uuid(), $1, id, 'manager' from placed)
       insert into sessions (id, user_id, token, expires_at, active_agency_id)
       select gen_random_uuid(), p.id, t.token, now() + interval '1 day', $1
       from placed p join unnest($3::text[]) with ordinality as t (token, place) using (place)`,
      [agencyId, count, tokens],
    );
    // What filling told is nobody's business.
    await client.query("delete from events");
  });
  const cookies = tokens.map((token) => {
    const signature = createHmac("sha256", secret).update(token).digest("base64");
    return `stead.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
  });
  return { agencyId, cookies };
}

const job = (progressDone: number) => ({
  id: newId(),
  name: "imports.apply",
  status: "running" as const,
  subjectId: null,
  about: null,
  attempt: 1,
  progressDone,
  progressTotal: broadcasts,
  progressNote: null,
  error: null,
  isCancelRequested: false,
  createdAt: new Date().toISOString(),
  startedAt: null,
  finishedAt: null,
});

async function run(database: BenchDatabase): Promise<boolean> {
  const most = steps.at(-1) ?? 0;
  const { agencyId, cookies } = await fillSessions(database, most / perSession);
  const db = openDb({ connectionString: database.appUrl });
  const system = openSystemDb({ connectionString: database.systemUrl });
  const engine = openEngine({ redisUrl: undefined, directUrl: database.ownerUrl });
  await engine.ready();
  const bus = engine.openBus();
  const dispatcher = startEventDispatcher({ system, bus, log: silentLogger, pollMs: 20 });
  const api = await startApi(database);
  const readers = fork(path.join(import.meta.dirname, "live-readers.ts"), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const memories: { connections: number; memory: Memory }[] = [];
  let opened = 0;
  for (const step of steps) {
    const part = Array.from(
      { length: step - opened },
      (_, place) => cookies[(opened + place) % cookies.length] ?? "",
    );
    const told = await ask<Told>(readers, { type: "open", port: api.port, cookies: part });
    opened = step;
    await wait(2_000);
    const memory = await ask<Memory>(api.child, "memory");
    memories.push({ connections: told.open, memory });
    process.stdout.write(`${told.open} connections: ${JSON.stringify(memory)}\n`);
  }
  for (let place = 0; place < broadcasts; place++)
    await publishEvent(db.forAgency(agencyId), { agencyId, kind: "job.changed", payload: job(place) });
  let told = await ask<Told>(readers, { type: "tell" });
  for (let tries = 0; tries < 300 && told.received < most * broadcasts; tries++) {
    await wait(200);
    told = await ask<Told>(readers, { type: "tell" });
  }
  const ended = once(api.child, "exit");
  api.child.kill("SIGTERM");
  await ended;
  readers.kill();
  await dispatcher.stop();
  await bus.close();
  await engine.close();
  await Promise.all([db.close(), system.close()]);
  return judge(memories, told, api.counts());
}

function judge(
  memories: { connections: number; memory: Memory }[],
  told: Told,
  counts: { serialized: number; sent: number } | undefined,
): boolean {
  const [few, many] = memories;
  if (few === undefined || many === undefined) return false;
  const each = (of: (memory: Memory) => number) =>
    (of(many.memory) - of(few.memory)) / (many.connections - few.connections);
  const held = each(({ heapUsed, external }) => heapUsed + external);
  const resident = each(({ rss }) => rss);
  const isWhole = told.least === broadcasts && told.most === broadcasts && told.wrong === 0;
  const isOnce = counts?.serialized === broadcasts;
  process.stdout.write(
    [
      `held in the process each: ${Math.round(held)} bytes; resident each: ${Math.round(resident)} bytes (goal at most ${goalBytes})`,
      `received: ${told.received} of ${many.connections * broadcasts}; least ${told.least}, most ${told.most} a connection; out of order ${told.wrong}`,
      `serialized: ${counts?.serialized ?? "unknown"} for ${broadcasts} broadcasts; written ${counts?.sent ?? "unknown"}`,
      "",
    ].join("\n"),
  );
  return isWhole && isOnce && resident <= goalBytes;
}

const server = await startBenchServer("bench-live");
const database = await server.make("bench_live");
try {
  process.stdout.write(`${server.version}\n`);
  process.exitCode = (await run(database)) ? 0 : 1;
} finally {
  await database.drop();
  await server.stop();
}
