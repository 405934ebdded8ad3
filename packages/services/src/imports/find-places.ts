import type { Sql } from "@stead/db/client";
import { anyIdBy } from "./find-by-keys.ts";
import type { ImportRun } from "./plan-rows.ts";

const byCodeOrName = {
  name: "",
  text: `select id, code, name, status from properties where agency_id = $1
    and id = ${anyIdBy("properties", { column: "code", parameter: 2 }, { column: "name", parameter: 2 })} order by id`,
};

type PropertyName = { id: string; code: string; name: string; status: string };

export type PropertyFinder = {
  ids: string[];
  of(words: string): { id: string } | { problem: string };
};

/** The properties that a batch names, by code first, then by a name that only one of them has. */
export async function findProperties(
  { ctx }: ImportRun,
  sql: Sql,
  words: readonly string[],
): Promise<PropertyFinder> {
  const different = [...new Set(words)];
  const found = await sql<PropertyName>(byCodeOrName, ctx.agencyId, different);
  const byCode = new Map(found.map((property) => [property.code, property]));
  const byName = Map.groupBy(found, ({ name }) => name);
  return {
    ids: found.map(({ id }) => id),
    of(text) {
      const named = byName.get(text) ?? [];
      const property = byCode.get(text) ?? (named.length === 1 ? named[0] : undefined);
      if (property === undefined) {
        return {
          problem:
            named.length > 1
              ? `${named.length} properties have this name; write the code`
              : "no property has this code or name; import the properties first",
        };
      }
      return property.status === "archived"
        ? { problem: "this property is archived; make it active first" }
        : { id: property.id };
    },
  };
}
