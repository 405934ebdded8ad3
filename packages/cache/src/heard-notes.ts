/** How many are remembered. */
const most = 20_000;

/** The transactions that a process last heard of, so that none is told twice. */
export class HeardNotes {
  readonly #notes = new Set<string>();

  /** The newest stay, in the order they came. */
  add(notes: readonly string[]): void {
    for (const note of notes) this.#notes.add(note);
    for (const oldest of this.#notes) {
      if (this.#notes.size <= most) return;
      this.#notes.delete(oldest);
    }
  }

  has(note: string): boolean {
    return this.#notes.has(note);
  }
}
