import type { Tx } from "@stead/db/client";
import type { ServiceContext } from "./context.ts";
import { allOf, decorated, type ListSpec } from "./list-query.ts";

/** The argument of what reads a whole list: the verb's, and the transaction that its cursor lives in. */
export type Whole<Input> = { ctx: ServiceContext; input: Input; tx: Pick<Tx, "sql" | "stream"> };

/** A whole list instead of a page of it: how many rows it has, and the rows, to be read once in the transaction. */
export type WholeList<Row> = { count: number; batches: AsyncIterable<Row[]> };

/**
 * All rows of a list in its order, through a cursor: one snapshot and flat memory. Filters, order and scope are those
 * of its pages.
 */
export async function readWhole<Row extends object>(
  ctx: Pick<ServiceContext, "agencyId">,
  tx: Pick<Tx, "sql" | "stream">,
  spec: ListSpec<Row>,
): Promise<WholeList<Row>> {
  const values: unknown[] = [ctx.agencyId];
  const where = allOf(spec.where, values);
  const countText = `select count(*)::int as count from ${spec.from} where ${where}`;
  const [counted] = await tx.sql<{ count: number }>({ name: "", text: countText }, ...values);
  const { columns, direction } = spec.order;
  const orderBy = columns.map(({ expression }) => `${expression} ${direction}`).join(", ");
  const rowsText = `select ${spec.select} from ${spec.from} where ${where} order by ${orderBy}`;
  const text = decorated(rowsText, spec.decorate, values);
  return {
    count: counted?.count ?? 0,
    batches: tx.stream<Row>({ name: `${spec.name}_whole`, text }, values),
  };
}

/** The rows of a whole list as other rows. */
export async function* mapBatches<From, To>(
  batches: AsyncIterable<From[]>,
  map: (batch: From[]) => To[],
): AsyncGenerator<To[]> {
  for await (const batch of batches) yield map(batch);
}
