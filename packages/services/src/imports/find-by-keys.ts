type Key = {
  column: string;
  /** The number of the parameter that holds the values. */
  parameter: number;
  type?: "text" | "uuid" | "bigint";
};

/**
 * SQL of `any(...)` over the ids of an agency's rows that have one of the values in one of the columns; `$1` is the
 * agency. Each value is looked up by the column's index. Left to itself, the planner reads the whole table for each
 * batch while an import fills it faster than statistics are made.
 */
export function anyIdBy(table: string, ...keys: readonly Key[]): string {
  const found = keys.map(
    ({ column, parameter, type = "text" }) =>
      `select k.id from unnest($${parameter}::${type}[]) as v (value)
        cross join lateral (select t.id from ${table} t where t.agency_id = $1 and t.${column} = v.value offset 0) as k`,
  );
  return `any(array(${found.join("\n      union all ")}))`;
}
