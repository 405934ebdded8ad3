import { afterEach, expect, test } from "vitest";
import { startDrawingProcess, type DrawingProcess } from "./drawing-process.ts";
import { createPdfRenderer, type PdfRenderer, type PdfRendererOptions } from "./renderer.ts";
import type { ReceiptData } from "./data.ts";
import { anInvoice, aReceipt, aStatement } from "./test-documents.ts";

let renderer: PdfRenderer;
let started: DrawingProcess[] = [];
afterEach(async () => {
  await renderer.close();
  started = [];
});

function open(options: PdfRendererOptions): PdfRenderer {
  const start = (onEnd: () => void) => {
    const process = startDrawingProcess(onEnd);
    started.push(process);
    return process;
  };
  renderer = createPdfRenderer({ processes: 1, start, ...options });
  return renderer;
}

const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 5)).toString() === "%PDF-";

/** Takes many times as long to draw as anything else here. */
const endless = aStatement(20_000);

test("documents are drawn in no more processes than asked for, and every one arrives", async () => {
  const pool = open({ processes: 2 });
  const drawn = await Promise.all(
    Array.from({ length: 12 }, (_, number) => pool.render("invoice", { ...anInvoice, number })),
  );
  expect(drawn.every(isPdf)).toBe(true);
  expect(started).toHaveLength(2);
  expect(pool.figures()).toEqual({ live: 2, waiting: 0, drawn: 12, recycled: 0, died: 0 });
});

test("an abort stops a document in the middle of drawing, and one that waits", async () => {
  const pool = open({});
  const [running, waiting] = [new AbortController(), new AbortController()];
  const first = pool.render("statement", endless, { signal: running.signal });
  const second = pool.render("receipt", aReceipt, { signal: waiting.signal });
  const third = pool.render("receipt", aReceipt);
  waiting.abort();
  await expect(second).rejects.toMatchObject({ code: "CANCELLED" });
  running.abort();
  await expect(first).rejects.toMatchObject({ code: "CANCELLED" });
  expect(isPdf(await third)).toBe(true);
  expect(started).toHaveLength(2);
  await started[0]?.ended;
  await expect(pool.render("receipt", aReceipt, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "CANCELLED",
  });
});

test("a document that takes too long is given up", async () => {
  const pool = open({ deadlineMs: 1 });
  await expect(pool.render("statement", endless)).rejects.toMatchObject({ code: "TIMEOUT" });
  await started[0]?.ended;
});

test("a process that dies fails its document alone", async () => {
  const pool = open({});
  const doomed = pool.render("statement", endless);
  const next = pool.render("invoice", anInvoice);
  await Promise.resolve();
  started[0]?.kill();
  await expect(doomed).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(isPdf(await next)).toBe(true);
  expect(pool.figures()).toMatchObject({ died: 1, drawn: 1 });
});

test("a process is replaced after so many documents, or when it has grown", async () => {
  const byCount = open({ documentsPerProcess: 2 });
  for (let count = 0; count < 5; count++) await byCount.render("receipt", aReceipt);
  expect(byCount.figures()).toMatchObject({ recycled: 2, drawn: 5, died: 0 });
  await byCount.close();
  const byMemory = open({ rssLimitBytes: 1 });
  await byMemory.render("receipt", aReceipt);
  expect(byMemory.figures()).toMatchObject({ recycled: 1, live: 0 });
});

test("a process with nothing to do ends, and the next document starts another", async () => {
  const pool = open({ idleMs: 1 });
  await pool.render("receipt", aReceipt);
  await started[0]?.ended;
  expect(pool.figures()).toMatchObject({ live: 0, died: 0 });
  expect(isPdf(await pool.render("receipt", aReceipt))).toBe(true);
});

test("too many waiting documents are refused, and a closed pool draws nothing", async () => {
  const pool = open({ waiting: 1 });
  const first = pool.render("statement", endless);
  const second = pool.render("receipt", aReceipt);
  const isRefused = { code: "UNAVAILABLE" };
  const ends = [first, second].map((drawing) => expect(drawing).rejects.toMatchObject(isRefused));
  await expect(pool.render("receipt", aReceipt)).rejects.toMatchObject(isRefused);
  await pool.close();
  await Promise.all(ends);
  await expect(pool.render("receipt", aReceipt)).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test("data that a template cannot show fails as ours, and the process goes on", async () => {
  const pool = open({});
  const broken: ReceiptData = JSON.parse(JSON.stringify({ ...aReceipt, lines: null }));
  await expect(pool.render("receipt", broken)).rejects.toMatchObject({ code: "INTERNAL" });
  expect(isPdf(await pool.render("receipt", aReceipt))).toBe(true);
  expect(started).toHaveLength(1);
});
