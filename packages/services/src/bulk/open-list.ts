import type { PreviewBulkInput } from "@stead/contracts/bulk";
import type { Tx } from "@stead/db/client";
import { readAllInvoices } from "../billing/index.ts";
import { readAllContacts } from "../contacts/index.ts";
import { mapBatches, type ServiceContext, type WholeList } from "../context/index.ts";
import { readAllLeases } from "../leases/index.ts";
import { readAllMessages } from "../messages/index.ts";

/** A row of a list that can be changed in bulk: its id, and what people call it. */
export type ListedRow = { id: string; label: string };

const limit = 1;

/** Every row that the filters of a list leave, with the scope and rights of the actor. */
export async function openList(
  tx: Tx,
  ctx: ServiceContext,
  list: PreviewBulkInput,
): Promise<WholeList<ListedRow>> {
  switch (list.source) {
    case "contacts": {
      const found = await readAllContacts({ ctx, tx, input: { ...list.filters, limit } });
      return labelled(found, ({ name }) => name);
    }
    case "leases": {
      const found = await readAllLeases({ ctx, tx, input: { ...list.filters, limit } });
      return labelled(found, ({ number, tenantName }) => `L-${number} ${tenantName}`);
    }
    case "invoices": {
      const found = await readAllInvoices({ ctx, tx, input: { ...list.filters, limit } });
      return labelled(found, ({ number, tenantName }) => `INV-${number} ${tenantName}`);
    }
    case "messages": {
      const found = await readAllMessages({ ctx, tx, input: { ...list.filters, limit } });
      return labelled(found, ({ toName, toAddress }) => toName ?? toAddress ?? "");
    }
  }
}

function labelled<Row extends { id: string }>(
  { count, batches }: WholeList<Row>,
  labelOf: (row: Row) => string,
): WholeList<ListedRow> {
  return {
    count,
    batches: mapBatches(batches, (batch) => batch.map((row) => ({ id: row.id, label: labelOf(row) }))),
  };
}
