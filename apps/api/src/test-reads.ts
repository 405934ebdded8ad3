import type { Cache } from "@stead/cache/cache";
import * as kept from "@stead/cache/keys/reads";
import type { Estate } from "./test-world.ts";

type Family = (typeof kept)[keyof typeof kept];
type Input = (estate: Estate) => object | undefined;

/** Every procedure whose answers are kept, with an input. */
export const cachedReads: Readonly<Record<string, { family: Family; input: Input }>> = {
  "dashboard.get": { family: kept.dashboardFigures, input: () => ({}) },
  "contacts.statistics": { family: kept.contactStatistics, input: () => undefined },
  "leases.list": { family: kept.leasePages, input: () => ({}) },
  "leases.suggest": { family: kept.leaseSuggestions, input: ({ unitId }) => ({ unitId }) },
  "billing.listInvoices": { family: kept.invoicePages, input: () => ({ status: "open" }) },
  "payments.list": { family: kept.paymentPages, input: () => ({ limit: 20 }) },
  "contacts.list": { family: kept.contactPages, input: () => ({ sort: "name" }) },
  "portfolio.listProperties": { family: kept.propertyPages, input: () => ({}) },
  "portfolio.listUnits": { family: kept.unitPages, input: () => ({}) },
  "arrears.list": { family: kept.arrearsPages, input: () => ({}) },
  "reports.show": {
    family: kept.shownReports,
    input: () => ({ request: { kind: "rent-roll", params: {} } }),
  },
};

/** The answer of a procedure as it comes over HTTP. */
export async function ask(
  url: string,
  headers: Record<string, string>,
  path: string,
  input?: object,
): Promise<unknown> {
  const query = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  const answer = await fetch(`${url}/trpc/${path}${query}`, { headers });
  const body = (await answer.json()) as {
    result?: { data: unknown };
    error?: { data: { stead: { code: string } } };
  };
  return body.error === undefined ? body.result?.data : body.error.data.stead.code;
}

/** What every cached read answers, by procedure. */
export async function askAll(
  url: string,
  headers: Record<string, string>,
  estate: Estate,
): Promise<Record<string, unknown>> {
  const answers = await Promise.all(
    Object.entries(cachedReads).map(
      async ([path, { input }]) => [path, await ask(url, headers, path, input(estate))] as const,
    ),
  );
  return Object.fromEntries(answers);
}

/** How often each cached read was loaded, by procedure. */
export function loadsOf(cache: Cache): Record<string, number> {
  const reports = new Map(cache.statistics().map((report) => [report.family, report.loads]));
  return Object.fromEntries(
    Object.entries(cachedReads).map(([path, { family }]) => [path, reports.get(family.name) ?? 0]),
  );
}
