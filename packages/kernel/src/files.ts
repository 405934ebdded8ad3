import type { Readable } from "node:stream";

/** A file as it was stored. `key` finds it again; nothing is to be read from it. */
export type StoredObject = { key: string; sizeBytes: number; sha256: string };

/** Where uploaded and produced files are kept. */
export type FileStore = {
  /** Stores a stream to its end. Throws TOO_LARGE beyond `maxBytes` and then keeps nothing. */
  put(stream: Readable, options: { maxBytes: number }): Promise<StoredObject>;
  /** Throws NOT_FOUND when there is no such file. */
  open(key: string): Promise<Readable>;
  /** Deleting a file that is gone changes nothing. */
  delete(key: string): Promise<void>;
};
