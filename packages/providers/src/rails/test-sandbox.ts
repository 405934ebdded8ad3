import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { buffer } from "node:stream/consumers";
import type { InboundRequest, InboundVerdict, RailFact, RailProvider } from "./rail-provider.ts";

const server = path.resolve(import.meta.dirname, "../../../../apps/sandbox/src/server.ts");

export type SandboxProcess = {
  url: string;
  /** Plays a payer, a bank, or a mood of the provider. Throws for what the sandbox refuses. */
  play: <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;
  /** Switches failure modes on, and all others off. */
  moods(...rules: { mode: string; remaining?: number; subject?: string; delayMs?: number }[]): Promise<void>;
  close(): Promise<void>;
};

/** The providers as a process of their own: another program, reached over HTTP alone. */
export async function startSandboxProcess(): Promise<SandboxProcess> {
  const directory = mkdtempSync(path.join(tmpdir(), "stead-rails-"));
  const child = spawn(process.execPath, [server], {
    env: { PORT: "0", SANDBOX_DIR: directory, LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const { stdout } = child;
  if (stdout === null) throw new Error("the sandbox has no output");
  let url = "";
  for await (const line of createInterface({ input: stdout })) {
    url = /"url":"([^"]+)"/.exec(line)?.[1] ?? "";
    if (url !== "") break;
  }
  if (url === "") throw new Error("the sandbox did not start");
  stdout.resume();
  const play = async <T>(method: string, where: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/sandbox${where}`, {
      method,
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    if (!response.ok) throw new Error(`${method} ${where}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  await play("PATCH", "/settings", { resultMs: 0, retrySeconds: [] });
  return {
    url,
    play,
    moods: async (...rules) => void (await play("PUT", "/modes", { rules })),
    close: async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}

/** What came to the door, as the API would keep it. */
export type Arrived = { request: InboundRequest; verdict: InboundVerdict; facts: readonly RailFact[] };

export type TestDoor = {
  /** Where a provider is told to call back. */
  urlOf(name: string): string;
  /** Who decides about what comes to a name. */
  providers: Map<string, RailProvider>;
  /** Resolves with the first thing that fits, also of what came before. */
  wait(name: string, fits: (arrived: Arrived) => boolean): Promise<Arrived>;
  arrived(name: string): Arrived[];
  close(): Promise<void>;
};

/** A door as the API has it: it decides by the provider, reads what it stores, and answers in its form. */
export async function openDoor(): Promise<TestDoor> {
  const taken: (Arrived & { name: string })[] = [];
  const listeners = new Set<() => void>();
  const providers = new Map<string, RailProvider>();
  const http = createServer((request, response) => {
    void buffer(request).then((body) => {
      const [, name = "", topic = ""] = (request.url ?? "").split("/");
      const provider = providers.get(name);
      if (provider === undefined) return void response.writeHead(404).end();
      const inbound: InboundRequest = {
        topic,
        headers: request.headers as Record<string, string | undefined>,
        body,
        remoteAddress: request.socket.remoteAddress ?? "",
        nowMs: Date.now(),
      };
      const verdict = provider.inspect(inbound);
      const receivedAt = new Date(inbound.nowMs).toISOString();
      const facts = verdict.outcome === "store" ? provider.read({ topic, body, receivedAt }) : [];
      taken.push({ name, request: inbound, verdict, facts });
      const answer = verdict.outcome === "validate" ? provider.answerValidation(null) : verdict.answer;
      response
        .writeHead(answer.status, { "content-type": "application/json" })
        .end(JSON.stringify(answer.body));
      for (const listener of listeners) listener();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const arrived = (name: string) => taken.filter((entry) => entry.name === name);
  return {
    urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
    providers,
    arrived,
    wait: (name, fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = arrived(name).find(fits);
          if (found === undefined) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        look();
      }),
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
