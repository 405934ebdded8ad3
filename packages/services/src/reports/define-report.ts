import type { ReportKind, ReportParam, ReportPlotDto, ResolvedParams } from "@stead/contracts/reports";
import type { Permission } from "@stead/contracts/permissions";
import type { TableColumn } from "@stead/documents/table-document";
import type { ServiceContext } from "../context/index.ts";

/** A column of a report. Its key is the name of a column of the report's query. */
export type ReportColumn = TableColumn & {
  /** SQL that sums the column over all rows of one currency; none for a column without a total. */
  total?: string;
  /** Page of what makes the figure: `{key}` stands for a cell or parameter; a part with `{key?}` goes without it. */
  link?: string;
};

/** A plot of all rows of a report, drawn for each currency. */
export type ReportPlot = Pick<ReportPlotDto, "kind" | "title" | "valueKind" | "labelKind"> & {
  /** Names of the lines or groups of bars; for a stack one. */
  series: readonly string[];
  /** SQL over `report`: currency, place, label, and `values`, one for each of the series. */
  text: string;
};

/** How one request is answered: a single query, and what is made of its rows. */
export type ReportPlan = {
  columns: readonly ReportColumn[];
  /** SQL of the rows; `$1` is the agency. Its columns are the keys, `currency` among them unless `isPlain`. */
  text: string;
  values: readonly unknown[];
  /** Complete: two runs give one order. */
  orderBy: string;
  /** Its rows are in no currency. */
  isPlain?: boolean;
  plots: readonly ReportPlot[];
};

/** Whose rows count, and whose clocks. */
export type ReportScope = Pick<ServiceContext, "agencyId" | "propertyIds"> & { timeZone: string };

export type ReportDefinition = {
  kind: ReportKind;
  title: string;
  about: string;
  /** What a reader needs beside reports:read. */
  permission: Permission;
  /** Only for those who see the whole agency. */
  isWholeAgency?: boolean;
  /** What of it a person may choose. */
  params: readonly ReportParam[];
  /** Longest period. */
  mostMonths: number | null;
  plan: (scope: ReportScope, params: ResolvedParams) => ReportPlan;
};

/** The values of a statement, and the places that they have in its text. */
export class Values {
  readonly all: unknown[];

  constructor(agencyId: string) {
    this.all = [agencyId];
  }

  /** Adds a value; answers its place. */
  add(value: unknown): string {
    return `$${this.all.push(value)}`;
  }
}

/** The properties that count: those allowed and asked for. Null: every one. */
export function propertiesOf({ propertyIds }: ReportScope, { propertyId }: ResolvedParams): string[] | null {
  if (propertyId === undefined) return propertyIds === null ? null : [...propertyIds];
  return propertyIds === null || propertyIds.includes(propertyId) ? [propertyId] : [];
}

/** Conditions that are wanted, joined; each begins with `and`. */
export function alsoWhere(...conditions: readonly (string | false | null | undefined)[]): string {
  return conditions.flatMap((condition) => (condition ? ` and ${condition}` : [])).join("");
}

/** A column of amounts that is summed up, in the currency of the row. */
export function moneyColumn(
  key: string,
  label: string,
  { link, total = sumOf(key) }: { link: string; total?: string | undefined },
): ReportColumn {
  return { key, label, kind: "money", currencyKey: "currency", total, link };
}

/**
 * What a report of journal lines `l` in a period begins with: its values, the places of the first and last day, and the
 * conditions of its properties and currency, after those given; `isWhole` when no property is left out.
 */
export function periodLines(
  scope: ReportScope,
  params: ResolvedParams,
  ...conditions: readonly string[]
): { values: Values; first: string; last: string; where: string; isWhole: boolean } {
  const values = new Values(scope.agencyId);
  const [first, last] = [values.add(params.from), values.add(params.to)];
  const wanted = propertiesOf(scope, params);
  const where = alsoWhere(
    ...conditions,
    wanted && `l.property_id = any(${values.add(wanted)}::uuid[])`,
    params.currency && `l.currency = ${values.add(params.currency)}`,
  );
  return { values, first, last, where, isWhole: wanted === null };
}

/**
 * SQL of what accounts had come to before a day, a row for each currency: from the totals of whole months and the lines
 * of the month of the day. `codes` are quoted account codes.
 */
export function wholeBefore(
  codes: string,
  first: string,
  { currency }: ResolvedParams,
  values: Values,
): string {
  const month = `date_trunc('month', ${first}::date)::date`;
  const limit = (table: string) =>
    currency === undefined ? "" : ` and ${table}.currency = ${values.add(currency)}`;
  return `select currency, sum(amount) as amount from (
      select t.currency, t.debit_minor - t.credit_minor as amount from ledger_totals t
      where t.agency_id = $1 and t.account_code in (${codes}) and t.month < ${month}${limit("t")}
      union all
      select l.currency, l.amount_minor from journal_lines l
      where l.agency_id = $1 and l.account_code in (${codes}) and l.occurred_on >= ${month} and l.occurred_on < ${first}${limit("l")}
    ) as parts group by currency`;
}

/** SQL of a column's sum. */
export function sumOf(key: string): string {
  return `sum("${key}")`;
}

/** SQL of how many rows there are, with a word for them. */
export function countOf(one: string, several: string): string {
  return `count(*) || case when count(*) = 1 then ' ${one}' else ' ${several}' end`;
}

/** SQL of the parameter that rows of one property link on with. */
export function propertyCell(values: Values, { propertyId }: ResolvedParams): string {
  return propertyId === undefined ? "null::uuid" : `${values.add(propertyId)}::uuid`;
}

/** Most properties that a plot compares. */
const mostPlotted = 12;

/** SQL of a plot that compares properties, the largest first. */
export function byProperty(amounts: readonly string[], rank: string): string {
  return `select * from (select currency, row_number() over (partition by currency order by ${rank} desc, "propertyId") as place,
      "propertyName" as label, array[${amounts.join(", ")}] as values
    from report group by currency, "propertyId", "propertyName") as ranked where place <= ${mostPlotted}`;
}

/** SQL of a plot with a point for each row, which is a month. */
export function byMonth(amounts: readonly string[]): string {
  return `select currency, row_number() over (partition by currency order by "firstOn") as place, "firstOn"::text as label,
    array[${amounts.join(", ")}] as values from report`;
}
