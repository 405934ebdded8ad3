import pg from "pg";
import { startBenchServer, withClient } from "./bench-database.ts";
import { agencyId, fillPortfolio } from "./billing-portfolio.ts";
import { fillInvoices } from "./fill-invoices.ts";
import { explain } from "./kit/counts.ts";
import { cpuMicrosOf, cpuSecondsOf } from "./kit/cpu.ts";
import { runPaired, type Side } from "./kit/paired.ts";
import { resultsOf, tellResults, type Result } from "./kit/result.ts";

/**
 * What the policies on rows cost: the same prepared statements by the application's role, which they hold for, and by the
 * superuser, whom they pass by. CPU of each one's server process, and whether both have the same plan.
 *   npx pnpm --filter @stead/bench row-level-security [most rounds] [invoices]
 */
const mostRounds = Number(process.argv[2] ?? 36);
const invoices = Number(process.argv[3] ?? 100_000);
const leases = 1_000;

const statements = [
  {
    name: "a page of invoices",
    calls: 3_000,
    text: `select id, number, due_on, total_minor from invoices where agency_id = $1 order by issued_on desc, id desc limit 50`,
  },
  {
    name: "a lease with its unit and property",
    calls: 10_000,
    text: `select l.id, u.label, p.name from leases l
      join units u on u.agency_id = l.agency_id and u.id = l.unit_id
      join properties p on p.agency_id = l.agency_id and p.id = l.property_id
      where l.agency_id = $1 and l.number = 500`,
  },
  {
    name: "the sum of what is open",
    calls: 1_000,
    text: `select currency, sum(open_minor) as open from invoice_balances where agency_id = $1 and open_minor > 0 group by currency`,
  },
];
type Statement = (typeof statements)[number];

/** A connection within one transaction of one agency, as a verb has it. */
async function openInAgency(connectionString: string): Promise<{ client: pg.Client; pid: number }> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query("begin");
  await client.query("select set_config('stead.agency_id', $1, true)", [agencyId]);
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return { client, pid: rows[0]?.pid ?? 0 };
}

const server = await startBenchServer("row-level-security");
const database = await server.make("row_level_security");
await withClient(database.adminUrl, async (admin) => {
  await fillPortfolio(admin, leases);
  for (const statement of fillInvoices(invoices, leases)) await admin.query(statement);
  await admin.query("vacuum analyze");
});
const held = await openInAgency(database.appUrl);
const passing = await openInAgency(database.adminUrl);

const side = (who: string, { client, pid }: typeof held, { name, text, calls }: Statement): Side<"cpu"> => ({
  name: `${name}, ${who}`,
  measure: async () => {
    const run = async () => {
      for (let call = 0; call < calls; call++) await client.query({ name, text, values: [agencyId] });
    };
    return { cpu: await cpuMicrosOf(() => cpuSecondsOf(pid), calls, run) };
  },
});

const results: Result[] = [];
for (const statement of statements) {
  const baseline = side("without policies", passing, statement);
  const outcome = await runPaired({
    baseline,
    sides: [{ ...side("with policies", held, statement), goals: { cpu: { atMost: 1.05 } } }],
    mostRounds,
    leastRounds: Math.min(12, mostRounds),
  });
  const cpu = (micros: number) => `${micros.toFixed(0)} µs of the server's CPU`;
  results.push(...resultsOf(outcome, baseline.name, { cpu }));
  const [one, other] = [passing, held].map(({ client }) => explain(client, statement.text, [agencyId]));
  const [without, withPolicies] = [await one, await other];
  results.push({
    what: `the plan of ${statement.name}, with policies: ${withPolicies?.plan ?? ""}`,
    baseline: `without: ${without?.plan ?? ""}, ${without?.buffers ?? 0} buffers`,
    figure: `${without?.plan === withPolicies?.plan ? "the same" : "another"}, ${withPolicies?.buffers ?? 0} buffers`,
    goal: "the same",
    verdict: without?.plan === withPolicies?.plan ? "met" : "missed",
  });
}
await Promise.all([held.client.end(), passing.client.end()]);
await database.drop();
await server.stop();
tellResults(results);
