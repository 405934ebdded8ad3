import type { Seams } from "@stead/kernel/seams";
import type { Registry } from "./registry.ts";

/** Counts what the packages of a process tell at their seams. Returns the function that ends it. */
export function countSeams(registry: Registry, seams: Pick<Seams, "on">): () => void {
  const ends = [
    seams.on("request", ({ route, method, status, durationMs }) =>
      registry.observe(
        "stead_http_request_seconds",
        { route, method, status: String(status) },
        durationMs / 1_000,
      ),
    ),
    seams.on("procedure", ({ path: procedure, type, durationMs, code }) => {
      registry.observe("stead_procedure_seconds", { procedure, type }, durationMs / 1_000);
      if (code !== "OK") registry.count("stead_procedure_errors_total", { procedure, code });
    }),
    seams.on("query", ({ name, shape, lane, durationMs, waitMs, rows, failed }) => {
      const query = name === "" ? shapeName(shape) : name;
      registry.observe("stead_query_seconds", { query, lane }, durationMs / 1_000);
      registry.observe("stead_query_wait_seconds", {}, waitMs / 1_000);
      if (rows > 0) registry.count("stead_query_rows_total", { query, lane }, rows);
      if (failed) registry.count("stead_query_errors_total", { query, lane });
    }),
    seams.on("job", ({ name: job, outcome, durationMs }) =>
      registry.observe("stead_job_seconds", { job, outcome }, durationMs / 1_000),
    ),
    seams.on("cache", ({ family, outcome, durationMs }) =>
      registry.observe("stead_cache_load_seconds", { family, outcome }, durationMs / 1_000),
    ),
    seams.on("provider", ({ provider, operation, outcome, durationMs }) =>
      registry.observe("stead_provider_seconds", { provider, operation, outcome }, durationMs / 1_000),
    ),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** What a statement without a name does, and with which table: labels are no place for whole statements. */
function shapeName(shape: string): string {
  const [, act = "other"] = /^\s*(\w+)/.exec(shape) ?? [];
  const [, table = ""] = /(?:from|into|update|join)\s+"?(?:\w+"?\.)?"?(\w+)"?/i.exec(shape) ?? [];
  return `${act.toLowerCase()} ${table}`.trim();
}
