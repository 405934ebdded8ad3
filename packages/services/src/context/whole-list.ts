import type { Tx } from "@stead/db/client";
import type { ServiceContext } from "./context.ts";
import { allOf, decorationOf, type ListSpec } from "./list-query.ts";

/** The argument of what reads a whole list: the verb's, and the transaction that the rows are read in. */
export type Whole<Input> = { ctx: ServiceContext; input: Input; tx: Pick<Tx, "sql" | "stream"> };

/** A whole list instead of a page of it: how many rows it has, and the rows, to be read once in the transaction. */
export type WholeList<Row> = { count: number; batches: AsyncIterable<Row[]> };

/**
 * All rows of a list in its order, as a stream: one snapshot and flat memory. Filters, order and scope are those
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
  const keys = columns.map(({ expression }, index) => `${expression} as order_${index}`).join(", ");
  const orderBy = columns.map((_, index) => `page.order_${index} ${direction}`).join(", ");
  const more = decorationOf(spec.decorate, values);
  // Sorted once, behind the joins: all of it is wanted, so nothing is gained by sorting before.
  const text = `select page.*${more.columns}
    from (select ${spec.select}, ${keys} from ${spec.from} where ${where}) as page ${more.joins} order by ${orderBy}`;
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
