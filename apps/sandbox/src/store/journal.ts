import fs from "node:fs";
import path from "node:path";

/** One change of a row; `row: null` removes it. */
export type Write = { table: string; id: string; row: unknown };

const fileName = "journal.ndjson";
const chunkBytes = 4 * 1024 * 1024;
const lineEnd = 0x0a;

/** Acts that were written whole. A torn last line was never acknowledged: it is left out. */
function* readActs(file: string): Generator<Write[]> {
  if (!fs.existsSync(file)) return;
  const descriptor = fs.openSync(file, "r");
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let rest = Buffer.alloc(0);
  for (let read = fs.readSync(descriptor, chunk); read > 0; read = fs.readSync(descriptor, chunk)) {
    const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
    const end = bytes.lastIndexOf(lineEnd) + 1;
    rest = bytes.subarray(end);
    for (const line of bytes.toString("utf8", 0, end).split("\n")) {
      if (line !== "") yield JSON.parse(line) as Write[];
    }
  }
  fs.closeSync(descriptor);
}

function replaceFile(folder: string, acts: Iterable<Write[]>): void {
  const fresh = path.join(folder, `${fileName}.fresh`);
  const file = fs.openSync(fresh, "w", 0o600);
  for (const act of acts) fs.writeSync(file, `${JSON.stringify(act)}\n`);
  fs.fsyncSync(file);
  fs.closeSync(file);
  fs.renameSync(fresh, path.join(folder, fileName));
  const directory = fs.openSync(folder, "r");
  fs.fsyncSync(directory);
  fs.closeSync(directory);
}

/**
 * The memory of the process: a line an act, appended and synchronised to disk before the act is acknowledged. Acts that
 * arrive while the disk works share the next synchronisation.
 */
export class Journal {
  readonly #folder: string;
  #descriptor: number | undefined;
  #waiting: string[] = [];
  #flushing: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    fs.mkdirSync(folder, { recursive: true });
  }

  read(): Iterable<Write[]> {
    return readActs(path.join(this.#folder, fileName));
  }

  /** Starts a new file that holds only `acts`, and opens it for appending. */
  restart(acts: Iterable<Write[]>): void {
    replaceFile(this.#folder, acts);
    this.#descriptor = fs.openSync(path.join(this.#folder, fileName), "a");
  }

  append(act: readonly Write[]): void {
    this.#waiting.push(`${JSON.stringify(act)}\n`);
    this.#flushing ??= this.#flush();
  }

  /** Resolves when everything appended so far is on disk. Rejects, then and ever after, when the disk failed. */
  async settled(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    await this.settled();
    if (this.#descriptor !== undefined) fs.closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  async #flush(): Promise<void> {
    // What the same turn of the loop appends goes along.
    await Promise.resolve();
    const lines = this.#waiting;
    this.#waiting = [];
    try {
      await this.#write(Buffer.from(lines.join("")));
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
    this.#flushing = this.#waiting.length > 0 && this.#failure === undefined ? this.#flush() : undefined;
  }

  async #write(bytes: Buffer): Promise<void> {
    const descriptor = this.#descriptor;
    if (descriptor === undefined) throw new Error("the journal is closed");
    let offset = 0;
    while (offset < bytes.length) offset += await writeSome(descriptor, bytes.subarray(offset));
    await new Promise<void>((resolve, reject) =>
      fs.fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error))),
    );
  }
}

function writeSome(descriptor: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) =>
    fs.write(descriptor, bytes, (error, written) => (error === null ? resolve(written) : reject(error))),
  );
}
