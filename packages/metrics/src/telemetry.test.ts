import { spawnSync } from "node:child_process";
import { silentLogger } from "@stead/kernel/logger";
import { Seams } from "@stead/kernel/seams";
import { expect, onTestFinished, test } from "vitest";
import { definitions } from "./definitions.ts";
import { expose } from "./exposition.ts";
import { openHealthPort } from "./health-port.ts";
import { metricNames, Registry, type Look } from "./registry.ts";
import { openTelemetry } from "./telemetry.ts";

function watching({ looks = [] }: { looks?: readonly Look[] } = {}) {
  const seams = new Seams();
  const pools = { app: { stats: () => ({ size: 5, idle: 3, waiting: 1 }) } };
  const telemetry = openTelemetry({ seams, log: silentLogger, pools, looks });
  onTestFinished(() => telemetry.close());
  return { seams, telemetry };
}

const query = { lane: "sql", durationMs: 20, waitMs: 1, rows: 3, failed: false } as const;

/** One event of each seam, and some that went wrong. */
function tellEverything(seams: Seams): void {
  const requestId = "request-1";
  seams.emit("request", { route: "/trpc/*", method: "GET", status: 200, durationMs: 12, requestId });
  seams.emit("procedure", { path: "leases.list", type: "query", durationMs: 10, code: "OK", requestId });
  seams.emit("procedure", { path: "leases.get", type: "query", durationMs: 1, code: "NOT_FOUND", requestId });
  seams.emit("query", { ...query, name: "leases_list", shape: "select 1" });
  seams.emit("query", {
    ...query,
    name: "",
    shape: 'SELECT "a"."b" FROM "public"."leases" WHERE x',
    failed: true,
  });
  seams.emit("job", { name: "billing.run", jobRunId: "1", attempt: 1, durationMs: 300, outcome: "done" });
  seams.emit("cache", { family: "plans.offer", outcome: "miss", durationMs: 4 });
  seams.emit("provider", {
    provider: "stripe",
    operation: 'with "quotes"\nand lines\\',
    durationMs: 90,
    outcome: "ok",
  });
}

test("what the seams tell is counted under names that say what it is", async () => {
  const { seams, telemetry } = watching();
  tellEverything(seams);
  const text = await telemetry.expose();
  expect(text).toContain('stead_http_request_seconds_count{route="/trpc/*",method="GET",status="200"} 1\n');
  expect(text).toContain(
    'stead_procedure_seconds_bucket{procedure="leases.list",type="query",le="0.005"} 0\n',
  );
  expect(text).toContain(
    'stead_procedure_seconds_bucket{procedure="leases.list",type="query",le="0.025"} 1\n',
  );
  expect(text).toContain('stead_procedure_errors_total{procedure="leases.get",code="NOT_FOUND"} 1\n');
  expect(text).toContain('stead_query_errors_total{query="select leases",lane="sql"} 1\n');
  expect(text).toContain('stead_query_rows_total{query="leases_list",lane="sql"} 3\n');
  expect(text).toContain('stead_pool_connections{pool="app",state="in use"} 2\n');
  expect(text).toContain('operation="with \\"quotes\\"\\nand lines\\\\"');
});

test("every metric that is defined is told once, and nothing else", async () => {
  const registry = new Registry();
  for (const name of metricNames) {
    const { kind, labels } = definitions[name];
    const some = Object.fromEntries(labels.map((label) => [label, "some"])) as never;
    // Of each kind, the act that goes with it.
    if (kind === "distribution") registry.observe(name as "stead_job_seconds", some, 1);
    else registry.set(name as "stead_workers", some, 1);
  }
  const text = expose(await registry.families());
  const told = [...text.matchAll(/^# TYPE (\S+) \S+$/gm)].map(([, name]) => name);
  expect(told).toEqual(Object.keys(definitions));
});

test("a metric whose labels have no end keeps to its bound", async () => {
  const registry = new Registry();
  for (let count = 0; count < 5_000; count++)
    registry.count("stead_procedure_errors_total", { procedure: `none.${count}`, code: "NOT_FOUND" });
  const family = (await registry.families()).find(({ name }) => name === "stead_procedure_errors_total");
  const samples = family !== undefined && "samples" in family ? family.samples : [];
  expect(samples).toHaveLength(2_000);
  expect(samples.reduce((sum, { value }) => sum + value, 0)).toBe(5_000);
  expect(samples.at(-1)).toEqual({ labels: { procedure: "other", code: "other" }, value: 3_001 });
});

test("a look that fails leaves the others", async () => {
  const { seams, telemetry } = watching({ looks: [() => Promise.reject(new Error("no database"))] });
  tellEverything(seams);
  expect(await telemetry.expose()).toContain("stead_job_seconds_count");
});

test("after its end nothing is counted", async () => {
  const { seams, telemetry } = watching();
  telemetry.close();
  tellEverything(seams);
  expect(await telemetry.expose()).not.toContain("stead_job_seconds");
});

const promtool = spawnSync("promtool", ["--version"]).error === undefined;

test.runIf(promtool)("Prometheus' own tool takes the text without a word", async () => {
  const { seams, telemetry } = watching();
  tellEverything(seams);
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
    input: await telemetry.expose(),
    encoding: "utf8",
  });
  expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: "" });
});

test("the health port answers what an operator asks, and nothing else", async () => {
  const { telemetry } = watching();
  let isReady = false;
  let url = "";
  const { promise: listens, resolve } = Promise.withResolvers<void>();
  const info = (fields: object) => {
    url = String(Reflect.get(fields, "url"));
    resolve();
  };
  const server = openHealthPort({
    host: "127.0.0.1",
    port: 0,
    isReady: async () => isReady,
    expose: telemetry.expose,
    log: { info, warn: () => {} },
  });
  onTestFinished(() => void server.close());
  await listens;
  const statusOf = async (path: string) => (await fetch(`${url}${path}`)).status;
  expect([await statusOf("/livez"), await statusOf("/readyz"), await statusOf("/else")]).toEqual([
    200, 503, 404,
  ]);
  isReady = true;
  expect(await statusOf("/readyz")).toBe(200);
  const metrics = await fetch(`${url}/metrics`);
  expect(metrics.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await metrics.text()).toContain("stead_process_memory_bytes");
});
