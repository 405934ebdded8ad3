import { Journal, type Write } from "./journal.ts";
import { Table } from "./table.ts";

type Change = { table: Table<object>; id: string; before: unknown; after: unknown };

/**
 * All that the providers know. Changes happen inside `act`: together or not at all, in memory at once, and
 * acknowledged when `settled` resolves.
 */
export class Store {
  readonly #journal: Journal;
  readonly #tables = new Map<string, Table<object>>();
  #changes: Change[] | undefined;

  constructor(folder: string) {
    this.#journal = new Journal(folder);
  }

  /** Declares a table. All are declared before `open`. */
  table<Row extends object>(name: string): Table<Row> {
    const table: Table<Row> = new Table<Row>(name, (id, before, after) => {
      if (this.#changes === undefined) throw new Error(`${name} changed outside of an act`);
      this.#changes.push({ table: table as unknown as Table<object>, id, before, after });
    });
    this.#tables.set(name, table as unknown as Table<object>);
    return table;
  }

  /** Reads back what was written down, and starts the journal again with the rows alone. */
  open(): void {
    for (const act of this.#journal.read()) {
      for (const { table, id, row } of act) this.#tables.get(table)?.restore(id, row);
    }
    this.#journal.restart(this.#snapshot());
  }

  /** Runs `work`; its changes are one line of the journal. Undone when it throws. Acts within an act belong to it. */
  act<Result>(work: () => Result): Result {
    if (this.#changes !== undefined) return work();
    const changes: Change[] = [];
    this.#changes = changes;
    try {
      const result = work();
      if (changes.length > 0) this.#journal.append(toWrites(changes));
      return result;
    } catch (error) {
      for (const { table, id, before } of changes.toReversed()) table.restore(id, before);
      throw error;
    } finally {
      this.#changes = undefined;
    }
  }

  /** Resolves when every act so far is on disk: what is answered after that survives a kill. */
  settled(): Promise<void> {
    return this.#journal.settled();
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  *#snapshot(): Generator<Write[]> {
    for (const [table, rows] of this.#tables) {
      for (const [id, row] of rows.entries()) yield [{ table, id, row }];
    }
  }
}

/** The last state of each row that an act changed. */
function toWrites(changes: readonly Change[]): Write[] {
  const last = new Map<string, Write>();
  for (const { table, id, after } of changes) {
    last.set(`${table.name}\n${id}`, { table: table.name, id, row: after ?? null });
  }
  return [...last.values()];
}
