import path from "node:path";
import { startProgram } from "@stead/testing/program";
import { Pool } from "undici";
import { cpuSecondsOf } from "./callback-load.ts";
import { medianOf } from "./statistics.ts";

/**
 * What a procedure costs over a bare route of Fastify that does the same, in CPU a request: behind Stead's adapter and
 * behind tRPC's stock one, alone, in a batch of five and in a streamed batch of five. Each server is a process of its
 * own; turns go to and fro; medians of the ratios of one turn, with an A/A row.
 *   npx pnpm --filter @stead/bench dispatch [rounds] [requests a round]
 */
const rounds = Number(process.argv[2] ?? 15);
const perRound = Number(process.argv[3] ?? 6_000);
const atOnce = 8;
const goal = 1.8;

const startServer = async (subject: string) => {
  const program = startProgram(path.join(import.meta.dirname, "dispatch-server.ts"), {
    env: { SUBJECT: subject },
  });
  const url = await program.says(/listens at (\S+)/);
  return { program, url };
};
const servers = {
  bare: await startServer("bare"),
  stock: await startServer("stock"),
  stead: await startServer("stead"),
};

const id = JSON.stringify({ id: "0198c0de-0000-7000-8000-000000000000" });
const five = `{${[0, 1, 2, 3, 4].map((index) => `"${index}":${id}`).join(",")}}`;
const single = `/trpc/row?input=${encodeURIComponent(id)}`;
const batch = `/trpc/row,row,row,row,row?batch=1&input=${encodeURIComponent(five)}`;
const lines = { "trpc-accept": "application/jsonl" };

type Subject = { server: keyof typeof servers; path: string; headers?: Record<string, string> };
const subjects = {
  bare: { server: "bare", path: `/row?input=${encodeURIComponent(id)}` },
  again: { server: "bare", path: `/row?input=${encodeURIComponent(id)}` },
  stead: { server: "stead", path: single },
  stock: { server: "stock", path: single },
  "stead, batch of 5": { server: "stead", path: batch },
  "stock, batch of 5": { server: "stock", path: batch },
  "stead, streamed batch of 5": { server: "stead", path: batch, headers: lines },
  "stock, streamed batch of 5": { server: "stock", path: batch, headers: lines },
} as const satisfies Record<string, Subject>;
type Name = keyof typeof subjects;
const names = Object.keys(subjects) as Name[];

/** Milliseconds of CPU that the server used for one request. */
async function measure(name: Name): Promise<number> {
  const { server, path: address, headers }: Subject = subjects[name];
  const { url, program } = servers[server];
  const pool = new Pool(url, { connections: atOnce, pipelining: 1 });
  const before = cpuSecondsOf(program.pid);
  let left = perRound;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const answer = await pool.request({ path: address, method: "GET", headers: headers ?? null });
        const said = await answer.body.text();
        if (answer.statusCode !== 200) throw new Error(`${name} answered ${answer.statusCode}: ${said}`);
      }
    }),
  );
  const used = cpuSecondsOf(program.pid) - before;
  await pool.close();
  return (used * 1_000) / perRound;
}

for (const name of names) await measure(name);
const turns: Record<Name, number>[] = [];
for (let turn = 0; turn < rounds; turn++) {
  const costs = {} as Record<Name, number>;
  for (const name of turn % 2 === 0 ? names : names.toReversed()) costs[name] = await measure(name);
  turns.push(costs);
}
const ratioOf = (name: Name) => medianOf(turns.map((turn) => turn[name] / turn.bare));
for (const name of names) {
  const cost = medianOf(turns.map((turn) => turn[name]));
  console.log(
    `${name.padEnd(28)} ${cost.toFixed(3)} ms CPU a request, ${ratioOf(name).toFixed(2)}x of the bare route`,
  );
}
console.log(`goal at most ${goal}x for a call alone: ${ratioOf("stead") <= goal ? "met" : "missed"}`);
await Promise.all(Object.values(servers).map(({ program }) => program.end("SIGTERM")));
process.exitCode = ratioOf("stead") <= goal ? 0 : 1;
