import path from "node:path";
import { startProgram } from "@stead/testing/program";
import { Pool } from "undici";
import { cpuMicrosOf, cpuSecondsOf } from "./kit/cpu.ts";
import { runPaired, type Side } from "./kit/paired.ts";
import { resultsOf, tellResults } from "./kit/result.ts";

/**
 * What a procedure costs over a bare route of Fastify that does the same, in CPU a request: behind Stead's adapter and
 * behind tRPC's stock one, alone, in a batch of five and in a streamed batch of five. Each server is a process of its
 * own.
 *   npx pnpm --filter @stead/bench dispatch [most rounds] [requests a block]
 */
const mostRounds = Number(process.argv[2] ?? 36);
const perBlock = Number(process.argv[3] ?? 6_000);
const atOnce = 8;

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
const fiveIds = `{${[0, 1, 2, 3, 4].map((index) => `"${index}":${id}`).join(",")}}`;
const single = `/trpc/row?input=${encodeURIComponent(id)}`;
const batch = `/trpc/row,row,row,row,row?batch=1&input=${encodeURIComponent(fiveIds)}`;
const lines = { "trpc-accept": "application/jsonl" };

type Asked = {
  server: keyof typeof servers;
  path: string;
  headers?: Record<string, string>;
  requests?: number;
};

/** Sends so many requests; answers the CPU that the server used for one. */
async function measure({ server, path: address, headers, requests = perBlock }: Asked) {
  const { url, program } = servers[server];
  const pool = new Pool(url, { connections: atOnce, pipelining: 1 });
  let left = requests;
  const send = async () => {
    while (left-- > 0) {
      const answer = await pool.request({ path: address, method: "GET", headers: headers ?? null });
      const said = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`${address} answered ${answer.statusCode}: ${said}`);
    }
  };
  const work = () => Promise.all(Array.from({ length: atOnce }, send));
  const cpu = await cpuMicrosOf(() => cpuSecondsOf(program.pid), requests, work);
  await pool.close();
  return { cpu };
}

const side = (name: string, asked: Asked): Side<"cpu"> => ({ name, measure: () => measure(asked) });
const five = { path: batch, requests: perBlock / 4 };
const outcome = await runPaired({
  baseline: side("a bare route of Fastify", {
    server: "bare",
    path: `/row?input=${encodeURIComponent(id)}`,
  }),
  sides: [
    { ...side("Stead, a call alone", { server: "stead", path: single }), goals: { cpu: { atMost: 1.8 } } },
    side("stock, a call alone", { server: "stock", path: single }),
    side("Stead, a batch of 5", { server: "stead", ...five }),
    side("stock, a batch of 5", { server: "stock", ...five }),
    side("Stead, a streamed batch of 5", { server: "stead", ...five, headers: lines }),
    side("stock, a streamed batch of 5", { server: "stock", ...five, headers: lines }),
  ],
  mostRounds,
});
await Promise.all(Object.values(servers).map(({ program }) => program.end("SIGTERM")));
tellResults(
  resultsOf(outcome, "a bare route of Fastify", {
    cpu: (micros) => `${micros.toFixed(0)} µs of CPU a request`,
  }),
);
