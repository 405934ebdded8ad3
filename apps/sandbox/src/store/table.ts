import { AppError } from "@stead/kernel/errors";

/** Called for each change, so that the store can write it down and undo it. */
export type ChangeListener = (id: string, before: unknown, after: unknown) => void;

/** The rows of one kind in the order in which they came. A row is replaced, never changed in place. */
export class Table<Row extends object> {
  readonly name: string;
  readonly #rows = new Map<string, Row>();
  readonly #indexes: { keyOf: (row: Row) => string | null; ids: Map<string, Set<string>> }[] = [];
  readonly #changed: ChangeListener;

  constructor(name: string, changed: ChangeListener) {
    this.name = name;
    this.#changed = changed;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** Throws NOT_FOUND. */
  need(id: string): Row {
    const row = this.#rows.get(id);
    if (row === undefined) throw new AppError("NOT_FOUND", `there is no such row in ${this.name}`, { id });
    return row;
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  values(): IterableIterator<Row> {
    return this.#rows.values();
  }

  entries(): IterableIterator<[string, Row]> {
    return this.#rows.entries();
  }

  put(id: string, row: Row): Row {
    this.#set(id, row);
    return row;
  }

  /** Changes some fields of a row that is there. Throws NOT_FOUND. */
  change(id: string, fields: Partial<Row>): Row {
    return this.put(id, { ...this.need(id), ...fields });
  }

  delete(id: string): void {
    if (this.#rows.has(id)) this.#set(id, undefined);
  }

  /** A look-up by another key, kept from now on. Rows whose key is null are left out. */
  index(keyOf: (row: Row) => string | null): (key: string) => Row[] {
    const index = { keyOf, ids: new Map<string, Set<string>>() };
    this.#indexes.push(index);
    for (const [id, row] of this.#rows) addTo(index.ids, keyOf(row), id);
    return (key) =>
      [...(index.ids.get(key) ?? [])].flatMap((id) => {
        const row = this.#rows.get(id);
        return row === undefined ? [] : [row];
      });
  }

  /** Sets or removes a row without telling: for what comes from the journal, and for undoing. */
  restore(id: string, row: unknown): void {
    const before = this.#rows.get(id);
    for (const { keyOf, ids } of this.#indexes) {
      const key = before === undefined ? null : keyOf(before);
      const next = row === undefined || row === null ? null : keyOf(row as Row);
      if (key === next) continue;
      if (key !== null) ids.get(key)?.delete(id);
      addTo(ids, next, id);
    }
    if (row === undefined || row === null) this.#rows.delete(id);
    else this.#rows.set(id, row as Row);
  }

  #set(id: string, row: Row | undefined): void {
    const before = this.#rows.get(id);
    this.restore(id, row);
    this.#changed(id, before, row);
  }
}

function addTo(ids: Map<string, Set<string>>, key: string | null, id: string): void {
  if (key === null) return;
  const known = ids.get(key);
  if (known === undefined) ids.set(key, new Set([id]));
  else known.add(id);
}
