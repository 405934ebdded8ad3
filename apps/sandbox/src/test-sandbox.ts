import fs from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { systemClock, type Clock } from "@stead/kernel/clock";
import { silentLogger } from "@stead/kernel/logger";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { buildApp } from "./app.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";
import type { SandboxSettings } from "./settings.ts";

/** The fields that tests read from answers and callbacks; which of them are there is what the tests are about. */
export type Json = {
  access_token: string;
  CheckoutRequestID: string;
  ResultCode: string;
  errorMessage: string;
  MSISDN: string;
  Body: {
    stkCallback: {
      CheckoutRequestID: string;
      ResultCode: number | string;
      CallbackMetadata: { Item: { Name: string; Value?: number | string }[] };
    };
  };
  /** Of a queued request. */
  Result: {
    ResultCode: number | string;
    TransactionID: string;
    ResultParameters: { ResultParameter: { Key: string; Value?: number | string }[] };
    ReferenceData: { ReferenceItem: object };
  };
  /** Of a pull. */
  Response: { transactionId: string; amount: string }[][];
  id: string;
  receipt: string;
  state: string;
  items: Json[];
};

export type Taken = { path: string; headers: IncomingHttpHeaders; body: string; json: Json };

/** A merchant's server: keeps what it was sent, and answers what it is told to. */
export type Receiver = {
  url: string;
  taken: Taken[];
  answer: (
    request: Taken,
  ) => { status: number; body?: unknown } | Promise<{ status: number; body?: unknown }>;
  /** Resolves when `count` requests have come to this path. */
  wait(path: string, count?: number): Promise<Taken[]>;
  close(): Promise<void>;
};

const readJson = (body: string) => (/^[{[]/.test(body) ? JSON.parse(body) : {}) as Json;

export async function startReceiver(): Promise<Receiver> {
  const listeners = new Set<() => void>();
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const taken: Taken = {
        path: request.url ?? "",
        headers: request.headers,
        body,
        json: readJson(body),
      };
      receiver.taken.push(taken);
      for (const listener of listeners) listener();
      const answer = await receiver.answer(taken);
      response
        .writeHead(answer.status, { "content-type": "application/json" })
        .end(JSON.stringify(answer.body ?? { ResultCode: 0, ResultDesc: "Accepted" }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: [],
    answer: () => ({ status: 200 }),
    wait: (wanted, count = 1) =>
      new Promise((resolve) => {
        const look = () => {
          const found = receiver.taken.filter((taken) => taken.path === wanted);
          if (found.length < count) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        look();
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

export type Answer = { status: number; headers: Headers; json: Json };

export type TestSandbox = {
  url: string;
  directory: string;
  sandbox: Sandbox;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Closes and opens again over the same journal, as a restart does. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** The whole sandbox on a free port, over a journal of its own. Results come at once unless told otherwise. */
export async function startSandbox(
  settings: Partial<SandboxSettings> = {},
  clock: Clock = systemClock,
): Promise<TestSandbox> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "stead-sandbox-"));
  const open = async () => {
    const sandbox = openSandbox({
      directory,
      log: silentLogger,
      clock,
      settings: { resultMs: 0, ...settings },
      publicUrl: () => running.url,
    });
    const app = buildApp(sandbox);
    return { sandbox, app, url: await app.listen({ host: "127.0.0.1", port: 0 }) };
  };
  let running = await open();
  return {
    directory,
    get url() {
      return running.url;
    },
    get sandbox() {
      return running.sandbox;
    },
    call: async (method, path, body, headers = {}) => {
      const response = await fetch(`${running.url}${path}`, {
        method,
        headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const answer = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        json: readJson(answer),
      };
    },
    restart: async () => {
      await running.app.close();
      running = await open();
    },
    close: async () => {
      await running.app.close();
      fs.rmSync(directory, { recursive: true });
    },
  };
}

/** A sandbox, a merchant's server and a token for the tests of one file. */
export type World = { house: TestSandbox; receiver: Receiver; token: { authorization: string } };

/** Opens the world before a file's tests and closes it after; each test begins without modes and with nothing taken. */
export function useWorld(): World {
  const world: Partial<World> = {};
  const part = <Name extends keyof World>(name: Name): World[Name] => {
    const value = world[name];
    if (value === undefined) throw new Error("the world opens before the tests");
    return value;
  };
  const opened: World = {
    get house() {
      return part("house");
    },
    get receiver() {
      return part("receiver");
    },
    get token() {
      return part("token");
    },
  };
  beforeAll(async () => {
    world.house = await startSandbox();
    world.receiver = await startReceiver();
    world.token = await signIn(world.house);
  });
  beforeEach(async () => {
    opened.receiver.taken.length = 0;
    opened.receiver.answer = () => ({ status: 200 });
    await opened.house.call("DELETE", "/sandbox/modes");
  });
  afterAll(async () => {
    await world.house?.close();
    await world.receiver?.close();
  });
  return opened;
}

/** What a merchant of M-Pesa knows of itself. */
export const paybill = {
  shortCode: "174379",
  passkey: "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919",
  key: "app-key",
  secret: "app-secret",
};

export const basic = (key = paybill.key, secret = paybill.secret) => ({
  authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}`,
});

/** A token of the merchant's app, as a header. */
export async function signIn(test: TestSandbox, key = paybill.key): Promise<{ authorization: string }> {
  const { json } = await test.call(
    "GET",
    "/oauth/v1/generate?grant_type=client_credentials",
    undefined,
    basic(key),
  );
  return { authorization: `Bearer ${json.access_token}` };
}

const timestamp = "20261121103000";

export const password = (passkey = paybill.passkey) =>
  Buffer.from(`${paybill.shortCode}${passkey}${timestamp}`).toString("base64");

/** A prompt as Daraja's sample asks for it. */
export const push = (receiver: Receiver, fields: object = {}) => ({
  BusinessShortCode: Number(paybill.shortCode),
  Password: password(),
  Timestamp: timestamp,
  TransactionType: "CustomerPayBillOnline",
  Amount: "25000",
  PartyA: "254700000001",
  PartyB: paybill.shortCode,
  PhoneNumber: "254700000001",
  CallBackURL: `${receiver.url}/stk`,
  AccountReference: "KLM-B04",
  TransactionDesc: "Rent Nov 26",
  ...fields,
});
