import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { newId } from "@stead/kernel/ids";
import { createLocalFileStore } from "@stead/providers/storage/local";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "./test-api.ts";

let api: TestApi;
let agencyId: string;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "stead-downloads-"));
  api = await startTestApi({ STORAGE_DIR: folder });
  const owner = await api.person("owner@example.org");
  const agency = { name: "Kilimani", currency: "KES", timeZone: "Africa/Nairobi", country: "KE" };
  await owner.rpc.access.createAgency.mutate(agency);
  const [row] = await api.arrange.query<{ id: string }>("select id from agencies");
  agencyId = row?.id ?? "";
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

/** A stored file and the token of a link to it. */
async function link(content: string, { expiresAt = "2100-01-01T00:00:00Z" } = {}): Promise<string> {
  const store = createLocalFileStore({ directory: folder });
  const file = await store.put(Readable.from([Buffer.from(content)]), { maxBytes: 1_000 });
  const fileId = newId();
  await api.arrange.insert("files", {
    agencyId,
    id: fileId,
    purpose: "export",
    name: 'Wanjikũ "2026".csv',
    contentType: "text/csv; charset=utf-8",
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    storageKey: file.key,
  });
  const id = Buffer.from(agencyId.replaceAll("-", ""), "hex");
  const token = Buffer.concat([id, randomBytes(32)]).toString("base64url");
  const tokenHash = createHash("sha256").update(token).digest("hex");
  await api.arrange.insert("download_links", { agencyId, id: newId(), fileId, tokenHash, expiresAt });
  return token;
}

test("a link hands out its file to anybody, as a download with its name", async () => {
  const token = await link("a,b\r\n");
  const answer = await fetch(`${api.url}/files/${token}`);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "text/csv; charset=utf-8",
    "content-length": "5",
    "content-disposition": `attachment; filename="Wanjik_ _2026_.csv"; filename*=UTF-8''Wanjik%C5%A9%20%222026%22.csv`,
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
  });
  expect(await answer.text()).toBe("a,b\r\n");
});

test("what is no link, and what is one no more, is not found", async () => {
  const expired = await link("gone", { expiresAt: "2020-01-01T00:00:00Z" });
  for (const token of [expired, "x".repeat(64), "x"]) {
    const answer = await fetch(`${api.url}/files/${token}`);
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("NOT_FOUND")]);
  }
});
