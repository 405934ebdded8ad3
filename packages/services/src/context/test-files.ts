import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { FileStore } from "@stead/kernel/files";
import { newId } from "@stead/kernel/ids";
import { afterAll } from "vitest";
import { openTestHouse, type TestHouse } from "./test-house.ts";

/** Files of one test, in a folder that goes with them. */
type TestFiles = FileStore & { remove(): Promise<void> };

async function openTestFiles(): Promise<TestFiles> {
  const folder = await mkdtemp(path.join(tmpdir(), "stead-files-"));
  return {
    async put(stream) {
      const key = newId();
      const hash = createHash("sha256");
      const hashed = async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          hash.update(piece);
          yield piece;
        }
      };
      await pipeline(stream, hashed, createWriteStream(path.join(folder, key)));
      const { size } = await stat(path.join(folder, key));
      return { key, sizeBytes: size, sha256: hash.digest("hex") };
    },
    open: (key) => Promise.resolve(createReadStream(path.join(folder, key))),
    delete: (key) => rm(path.join(folder, key), { force: true }),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** A house and a place for files, for all tests of a file; both go after the last of them. */
export async function openFiledHouse(): Promise<{ house: TestHouse; files: FileStore }> {
  const [house, files] = await Promise.all([openTestHouse(), openTestFiles()]);
  afterAll(async () => {
    await house.close();
    await files.remove();
  });
  return { house, files };
}
