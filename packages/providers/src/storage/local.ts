import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError } from "@stead/kernel/errors";
import type { FileStore, StoredObject } from "@stead/kernel/files";
import { isId, newId } from "@stead/kernel/ids";

export type LocalFileStoreOptions = {
  /** Made when it is missing. */
  directory: string;
};

/** Keeps files in a folder of this machine. What was not stored to its end is never seen under its key. */
export function createLocalFileStore({ directory }: LocalFileStoreOptions): FileStore {
  const pathOf = (key: string) => {
    // Keys are ours; anything else could name a file outside the folder.
    if (!isId(key)) throw new AppError("NOT_FOUND", "there is no such file");
    return path.join(directory, key.slice(-2), key);
  };
  return {
    put: (stream, { maxBytes }) => store(stream, { directory, pathOf, maxBytes }),
    open: async (key) => {
      const file = pathOf(key);
      try {
        const handle = await open(file);
        return handle.createReadStream();
      } catch (error) {
        if (isMissing(error)) throw new AppError("NOT_FOUND", "there is no such file", {}, { cause: error });
        throw error;
      }
    },
    delete: async (key) => {
      await rm(pathOf(key), { force: true });
    },
  };
}

type Storing = { directory: string; pathOf: (key: string) => string; maxBytes: number };

async function store(stream: Readable, { directory, pathOf, maxBytes }: Storing): Promise<StoredObject> {
  // Until the pipeline listens, a sender that leaves must not end the process.
  stream.on("error", () => {});
  const key = newId();
  const unfinished = path.join(directory, "unfinished", key);
  const finished = pathOf(key);
  await mkdir(path.dirname(unfinished), { recursive: true, mode: 0o700 });
  await mkdir(path.dirname(finished), { recursive: true, mode: 0o700 });
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const measured = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      sizeBytes += piece.length;
      if (sizeBytes > maxBytes)
        throw new AppError("TOO_LARGE", `the file is larger than ${maxBytes} bytes`, { maxBytes });
      hash.update(piece);
      yield piece;
    }
  };
  try {
    if (stream.errored) throw stream.errored;
    await pipeline(stream, measured, createWriteStream(unfinished, { mode: 0o600, flush: true }));
    await rename(unfinished, finished);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return { key, sizeBytes, sha256: hash.digest("hex") };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
