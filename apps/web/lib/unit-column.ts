import type { TableColumn } from "@stead/ui/table";

type OfUnit = { unitLabel: string | null; propertyName: string | null };

/** The column of where a row belongs, its unit and property, shown from a width on. */
export function unitColumn<Row extends OfUnit>(
  header: string,
  from: NonNullable<TableColumn<Row>["from"]>,
): TableColumn<Row> {
  return {
    id: "unit",
    header,
    cell: ({ unitLabel, propertyName }) => [unitLabel, propertyName].filter(Boolean).join(", "),
    from,
  };
}
