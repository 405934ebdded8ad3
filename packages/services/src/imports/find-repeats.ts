import { hash } from "node:crypto";

const firstSize = 1 << 12;

/**
 * Remembers which row first had a key, in about twelve bytes a key whatever the key's length: a million rows stay in
 * flat memory. Keys are told apart by 64 bits of their hash, so two of a million are mistaken for one in some thirty
 * million imports.
 */
export class SeenKeys {
  #high = new Uint32Array(firstSize);
  #low = new Uint32Array(firstSize);
  #rows = new Uint32Array(firstSize);
  #count = 0;

  /** The first row that had the key: `rowNo` itself when there was none before it. Asking twice answers the same. */
  first(key: string, rowNo: number): number {
    if (this.#count * 2 >= this.#rows.length) this.#grow();
    const digest = hash("sha1", key, "buffer");
    return this.#put(digest.readUInt32LE(0), digest.readUInt32LE(4), rowNo);
  }

  #put(high: number, low: number, rowNo: number): number {
    const mask = this.#rows.length - 1;
    let place = (high ^ low) & mask;
    for (;;) {
      const row = this.#rows[place] ?? 0;
      if (row === 0) break;
      if (this.#high[place] === high && this.#low[place] === low) return row;
      place = (place + 1) & mask;
    }
    this.#high[place] = high;
    this.#low[place] = low;
    this.#rows[place] = rowNo;
    this.#count++;
    return rowNo;
  }

  #grow(): void {
    const before = { high: this.#high, low: this.#low, rows: this.#rows };
    const size = before.rows.length * 2;
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#rows = new Uint32Array(size);
    this.#count = 0;
    for (let place = 0; place < before.rows.length; place++) {
      const row = before.rows[place] ?? 0;
      if (row !== 0) this.#put(before.high[place] ?? 0, before.low[place] ?? 0, row);
    }
  }
}
