import { spawn, type ChildProcess } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, test } from "vitest";
import { basic, paybill, push, startReceiver, type Json } from "./test-sandbox.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "stead-sandbox-killed-"));
const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(directory, { recursive: true });
});

/** The process itself, as `npm start` runs it; resolves with its address when it listens. */
async function start(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ["src/server.ts"], {
    cwd: path.join(import.meta.dirname, ".."),
    env: { PORT: "0", SANDBOX_DIR: directory },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.add(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url?: string };
    if (url !== undefined) return { child, url };
  }
  throw new Error("the sandbox ended before it listened");
}

async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Json> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Json;
}

test("killed in the middle of payments, it knows everything that it acknowledged", async () => {
  const receiver = await startReceiver();
  const { child, url } = await start();
  const token = await fetch(`${url}/oauth/v1/generate?grant_type=client_credentials`, { headers: basic() });
  const { access_token: bearer } = (await token.json()) as Json;
  const acknowledged: string[] = [];
  const died = new Promise((resolve) => child.once("exit", resolve));
  const payAlways = async (line: number): Promise<void> => {
    for (let count = 0; ; count += 1) {
      const phone = `2547${line}${String(count).padStart(7, "0")}`;
      const asked = await post(
        `${url}/mpesa/stkpush/v1/processrequest`,
        push(receiver, { PhoneNumber: phone, PartyA: phone }),
        { authorization: `Bearer ${bearer}` },
      );
      const paid = await post(`${url}/sandbox/mpesa/prompts/${asked.CheckoutRequestID}/act`, { act: "pay" });
      acknowledged.push(paid.receipt);
      if (acknowledged.length === 60) child.kill("SIGKILL");
    }
  };
  const lines = [0, 1, 2, 3, 4, 5].map((line) => payAlways(line).catch(() => undefined));
  await died;
  await Promise.all(lines);
  // A line that a kill tore apart was acknowledged by nobody.
  appendFileSync(path.join(directory, "journal.ndjson"), '[{"table":"prompts","id":"torn');

  const again = await start();
  const response = await fetch(`${again.url}/sandbox/ledger?limit=10000&account=${paybill.shortCode}`);
  const ids = ((await response.json()) as Json).items.map(({ id }) => id);
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);
  expect(ids).toEqual(expect.arrayContaining(acknowledged));
  expect(new Set(ids).size).toBe(ids.length);
  await receiver.close();
});
