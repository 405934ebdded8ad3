import { startApi, type ApiProcess } from "./api-process.ts";
import { startBenchServer } from "./bench-database.ts";
import { cpuMicrosOf, cpuSecondsOf, meterBackends, sumOf, type CpuMeter } from "./kit/cpu.ts";
import { runPaired, type Side } from "./kit/paired.ts";
import { resultsOf, tell, tellResults } from "./kit/result.ts";
import { Pool } from "undici";
import pg from "pg";

/**
 * What it costs to say that nothing changed, against sending the same page of fifty contacts: CPU of the api's process and
 * of the database's for one request. One process keeps what it reads, as an installation does; another asks the database
 * each time.
 *   npx pnpm --filter @stead/bench not-modified [most rounds]
 */
const mostRounds = Number(process.argv[2] ?? 24);
const perBlock = 600;
const atOnce = 8;
const rows = 50;
const list = `/trpc/contacts.list?input=${encodeURIComponent(JSON.stringify({ limit: rows }))}`;
const encodings = "gzip, deflate, br, zstd";

const server = await startBenchServer("bench-not-modified");
const database = await server.make("not_modified");
const admin = new pg.Client({ connectionString: database.adminUrl });
await admin.connect();

type House = { api: ApiProcess; meter: CpuMeter; tag: string };

async function ask({ url, cookie }: ApiProcess, tag?: string) {
  const headers = {
    cookie,
    "accept-encoding": encodings,
    ...(tag !== undefined && { "if-none-match": tag }),
  };
  const answer = await fetch(`${url}${list}`, { headers });
  return {
    status: answer.status,
    tag: answer.headers.get("etag") ?? "",
    bytes: (await answer.text()).length,
  };
}

async function openHouse(isKept: boolean): Promise<House> {
  const api = await startApi(database, isKept);
  for (let at = 0; at < rows; at++)
    await api.change("contacts.create", {
      name: `Amina Otieno ${at}`,
      email: `tenant-${at}@example.org`,
      roles: ["tenant"],
    });
  const { tag } = await ask(api);
  const { status, bytes } = await ask(api, tag);
  if (status !== 304 || bytes > 0)
    throw new Error(`what was unchanged came as ${status} with ${bytes} characters`);
  return { api, tag, meter: sumOf(() => cpuSecondsOf(api.program.pid), meterBackends(admin, database.name)) };
}

const keeping = await openHouse(true);
const asking = await openHouse(false);
const wholeText = (await ask(keeping.api)).bytes;

async function measure({ api, meter, tag }: House, isKnown: boolean) {
  const pool = new Pool(api.url, { connections: atOnce, pipelining: 1 });
  const headers = {
    cookie: api.cookie,
    "accept-encoding": encodings,
    ...(isKnown && { "if-none-match": tag }),
  };
  let left = perBlock;
  const send = async () => {
    while (left-- > 0) {
      const answer = await pool.request({ path: list, method: "GET", headers });
      await answer.body.arrayBuffer();
      if (answer.statusCode !== (isKnown ? 304 : 200)) throw new Error(`it answered ${answer.statusCode}`);
    }
  };
  const cpu = await cpuMicrosOf(meter, perBlock, () => Promise.all(Array.from({ length: atOnce }, send)));
  await pool.close();
  return { cpu };
}

const whole = "200 of the list";
const side = (name: string, house: House, isKnown: boolean): Side<"cpu"> => ({
  name,
  measure: () => measure(house, isKnown),
});
const outcome = await runPaired({
  baseline: side(whole, asking, false),
  sides: [
    { ...side("304, the list at hand", keeping, true), goals: { cpu: { atMost: 0.25 } } },
    side("200, the list at hand", keeping, false),
    side("304, the list asked of the database", asking, true),
  ],
  mostRounds,
});
tell(`The list is ${wholeText} characters of JSON; a 304 has none.`);
await Promise.all([keeping, asking].map(({ api }) => api.program.end("SIGTERM")));
await admin.end();
await database.drop();
await server.stop();
tellResults(resultsOf(outcome, whole, { cpu: (micros) => `${micros.toFixed(0)} µs of CPU a request` }));
