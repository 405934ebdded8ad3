type PlanNode = {
  "Node Type"?: string;
  "Relation Name"?: string;
  "Index Name"?: string;
  Plans?: readonly PlanNode[];
};

/** A row of EXPLAIN (FORMAT JSON). */
export type Planned = { "QUERY PLAN": readonly { Plan: PlanNode }[] };

/** How a plan reads its tables: each scan with its table and index, in the plan's order. */
export function indexesOf(planned: Planned | undefined): string {
  const scans: string[] = [];
  const walk = (node: PlanNode) => {
    const { "Node Type": type = "", "Relation Name": table = "", "Index Name": index = "" } = node;
    if (type.includes("Scan") && (table !== "" || index !== "")) scans.push(`${type} ${table} ${index}`);
    for (const each of node.Plans ?? []) walk(each);
  };
  for (const { Plan } of planned?.["QUERY PLAN"] ?? []) walk(Plan);
  return scans.join("\n");
}
