/**
 * SQL of the prepared lane. `name` makes the server keep the plan: one name, one text. Batches that meet tables of
 * very different sizes take `name: ""`, which plans anew each time: a kept plan made while a table was empty stays bad.
 */
export type Statement = { readonly name: string; readonly text: string };

/**
 * Runs one statement and returns its rows. Reads int8 as a checked safe integer, DATE as `YYYY-MM-DD` and timestamps
 * as ISO 8601 text in UTC; see `parsers.ts`.
 */
export type Sql = <Row extends object>(statement: Statement, ...values: readonly unknown[]) => Promise<Row[]>;
