import type { Statement } from "@stead/db/client";
import type { ServiceContext } from "./context.ts";
import type { TestHouse } from "./test-house.ts";

type PlanNode = { "Node Type": string; "Index Name"?: string; "Relation Name"?: string; Plans?: PlanNode[] };

/** What the planner does for one statement. */
export type Plan = {
  statement: string;
  indexes: Set<string>;
  /** Tables that are read from end to end. */
  scanned: Set<string>;
  /** Whether the rows of the page come in order out of an index, so that only a page of them is read. */
  isOrdered: boolean;
};

/**
 * Runs `work` and plans every statement of the prepared lane that it sent once more, with the values it had, as the
 * application's role. The answer has one plan a statement, in order.
 */
export async function explainStatements(
  ctx: ServiceContext,
  work: (ctx: ServiceContext) => Promise<unknown>,
): Promise<Plan[]> {
  const sent: { statement: Statement; values: readonly unknown[] }[] = [];
  const db: ServiceContext["db"] = {
    ...ctx.db,
    sql: (statement, ...values) => {
      sent.push({ statement, values });
      return ctx.db.sql(statement, ...values);
    },
  };
  await work({ ...ctx, db });
  const plans: Plan[] = [];
  for (const { statement, values } of sent) {
    const [row] = await ctx.db.sql<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
      { name: "", text: `explain (format json) ${statement.text}` },
      ...values,
    );
    const root = row?.["QUERY PLAN"][0]?.Plan;
    if (root === undefined) throw new Error("no plan");
    const nodes = below(root);
    const limits = nodes.filter((node) => node["Node Type"] === "Limit");
    plans.push({
      statement: statement.name,
      // Partitions number the names of their indexes.
      indexes: new Set(nodes.flatMap((node) => node["Index Name"] ?? [])),
      scanned: new Set(
        nodes.flatMap((node) => (node["Node Type"] === "Seq Scan" ? (node["Relation Name"] ?? []) : [])),
      ),
      isOrdered: limits.some((limit) => !below(limit).some((node) => node["Node Type"] === "Sort")),
    });
  }
  return plans;
}

function below(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(below)];
}

/**
 * Fills tables for plans as fast as it goes: without their indexes and exclusions, which are made again at the end, and
 * without triggers and keys. Only what plans stand on may be filled like this.
 */
export async function fillForPlans(
  { arrange }: TestHouse,
  tables: readonly string[],
  fill: () => Promise<void>,
): Promise<void> {
  const statements = await arrange.query<{ drop: string; make: string }>(
    `select format('drop index %s', i.indexrelid::regclass) as drop, pg_get_indexdef(i.indexrelid) as make
     from pg_index i join pg_class t on t.oid = i.indrelid
     where t.relname = any($1) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
     union all
     select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname),
       format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
     from pg_constraint c where c.contype = 'x' and c.conrelid::regclass::text = any($1)`,
    tables,
  );
  for (const { drop } of statements) await arrange.query(drop);
  await arrange.query("set session_replication_role = replica");
  await fill();
  await arrange.query("reset session_replication_role");
  for (const { make } of statements) await arrange.query(make);
  await arrange.query("analyze");
}
