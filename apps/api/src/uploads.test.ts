import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readdir } from "node:fs/promises";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { publicUrl, startTestApi, type Browser, type TestApi } from "./test-api.ts";

let api: TestApi;
let owner: Browser;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "stead-uploads-"));
  api = await startTestApi({ STORAGE_DIR: folder });
  owner = await api.person("owner@example.org");
  await owner.rpc.access.createAgency.mutate({
    name: "Kilimani Lettings",
    currency: "KES",
    timeZone: "Africa/Nairobi",
    country: "KE",
  });
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

async function keptFiles(): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

async function upload(
  content: string,
  { kind = "contacts", name = "people.csv", browser = owner } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = new FormData();
  form.set("file", new Blob([content], { type: "text/csv" }), name);
  const answer = await fetch(`${api.url}/uploads/imports?kind=${kind}`, {
    method: "POST",
    headers: { cookie: browser.cookie(), origin: publicUrl },
    body: form,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test("a file becomes an import, stored with its size and hash, and a job that reads it", async () => {
  const content = "Name,E-mail\nAmina Otieno,amina@example.org\n";
  const { status, body } = await upload(content, { name: "../tenants of May.csv" });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    kind: "contacts",
    fileName: "tenants of May.csv",
    sizeBytes: content.length,
    status: "uploaded",
    jobRunId: expect.any(String),
  });
  expect(await owner.rpc.imports.get.query({ id: String(body["id"]) })).toMatchObject({
    id: body["id"],
    sizeBytes: content.length,
  });
  expect(await owner.rpc.jobs.get.query({ id: String(body["jobRunId"]) })).toMatchObject({
    name: "imports.analyse",
  });
  expect(await keptFiles()).toBe(1);
});

test("what is refused keeps no file", async () => {
  const before = await keptFiles();
  expect((await upload("a,b", { kind: "spells" })).body).toMatchObject({
    code: "INVALID",
    fields: [{ path: "kind" }],
  });
  expect((await upload("")).body).toMatchObject({
    code: "INVALID",
    fields: [{ path: "file", rule: "empty" }],
  });
  expect((await upload("a,b", { browser: api.browser() })).status).toBe(401);
  const email = "viewer@example.org";
  const invitation = await owner.rpc.access.inviteMember.mutate({ email, role: "viewer" });
  const viewer = await api.person(email);
  await viewer.rpc.access.acceptInvitation.mutate({ invitationId: invitation.id });
  expect((await upload("a,b", { browser: viewer })).status).toBe(403);
  const json = await fetch(`${api.url}/uploads/imports?kind=contacts`, {
    method: "POST",
    headers: { cookie: owner.cookie(), "content-type": "application/json" },
    body: "{}",
  });
  expect(json.status).toBe(400);
  expect(await keptFiles()).toBe(before);
});

test("a sender that leaves half-way leaves nothing behind, and the process goes on", async () => {
  const before = await keptFiles();
  const { port } = new URL(api.url);
  const request = http.request({
    port,
    method: "POST",
    path: "/uploads/imports?kind=contacts",
    headers: {
      cookie: owner.cookie(),
      "content-type": "multipart/form-data; boundary=x",
      "transfer-encoding": "chunked",
    },
  });
  request.on("error", () => {});
  request.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n');
  request.write("a,b\n".repeat(50_000));
  await vi.waitFor(async () => expect(await keptFiles()).toBe(before + 1));
  request.destroy();
  await vi.waitFor(async () => expect(await keptFiles()).toBe(before));
  expect((await fetch(`${api.url}/livez`)).status).toBe(200);
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes that this process holds on to: what a collection would free is not counted. */
function keptBytes(): number {
  collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

test("a large file streams through little memory", async () => {
  const sizeBytes = 192 * 1024 * 1024;
  const row = Buffer.from("Amina Otieno,amina@example.org\n");
  const content = new ReadableStream<Uint8Array>({
    start: (controller) =>
      controller.enqueue(
        Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'),
      ),
    pull(controller) {
      const piece = Buffer.alloc(1024 * 1024, row);
      controller.enqueue(piece);
      sent += piece.length;
      if (sent % (16 * 1024 * 1024) === 0) look();
      if (sent < sizeBytes) return;
      controller.enqueue(Buffer.from("\r\n--x--\r\n"));
      controller.close();
    },
  });
  let sent = 0;
  const before = keptBytes();
  let mostBytes = 0;
  const look = () => (mostBytes = Math.max(mostBytes, keptBytes() - before));
  const init = {
    method: "POST",
    headers: { cookie: owner.cookie(), "content-type": "multipart/form-data; boundary=x" },
    body: content,
    duplex: "half",
  } satisfies RequestInit;
  const answer = await fetch(`${api.url}/uploads/imports?kind=contacts`, init);
  expect((await answer.json()) as object).toMatchObject({ sizeBytes });
  expect(mostBytes).toBeLessThan(sizeBytes / 2);
});
