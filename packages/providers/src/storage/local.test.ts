import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { newId } from "@stead/kernel/ids";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLocalFileStore } from "./local.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "stead-files-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test("what is stored is read back, with its size and hash", async () => {
  const store = createLocalFileStore({ directory });
  const content = Buffer.alloc(300_000, "stead");
  const stored = await store.put(Readable.from([content.subarray(0, 100_000), content.subarray(100_000)]), {
    maxBytes: 300_000,
  });
  expect(stored).toMatchObject({
    sizeBytes: 300_000,
    sha256: createHash("sha256").update(content).digest("hex"),
  });
  expect((await buffer(await store.open(stored.key))).equals(content)).toBe(true);
});

test("a file that is too large, or breaks off, leaves nothing", async () => {
  const store = createLocalFileStore({ directory });
  await expect(
    store.put(Readable.from([Buffer.alloc(20), Buffer.alloc(20)]), { maxBytes: 39 }),
  ).rejects.toMatchObject({ code: "TOO_LARGE" });
  const broken = new Readable({ read() {} });
  broken.push(Buffer.alloc(10));
  setImmediate(() => broken.destroy(new Error("the sender left")));
  await expect(store.put(broken, { maxBytes: 100 })).rejects.toThrow("the sender left");
  expect(await filesBelow(directory)).toEqual([]);
});

test("what is deleted, or was never there, is not found; a key cannot point elsewhere", async () => {
  const store = createLocalFileStore({ directory });
  const { key } = await store.put(Readable.from([Buffer.from("a")]), { maxBytes: 1 });
  await store.delete(key);
  await store.delete(key);
  for (const missing of [key, newId(), "../../etc/passwd"]) {
    await expect(store.open(missing)).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
});
