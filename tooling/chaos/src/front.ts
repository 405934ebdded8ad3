import { createHash } from "node:crypto";
import http from "node:http";
import { buffer } from "node:stream/consumers";

/** A callback at the door, as a harness sees it: what names its event in Stead's keys, and what the provider was told. */
export type Callback = { token: string; isAnswered: boolean };

/** Called with each callback: it may answer for the api, or let it pass (undefined). */
export type Interception = (callback: { path: string; body: Buffer }) => Promise<number | undefined>;

/** The one address that browsers and providers know, as the web app has it: `/api` is the api. */
export type Front = {
  url: string;
  /** The api itself, behind it. */
  apiUrl: string;
  /** Callbacks that the api works on now. */
  inFlight: ReadonlySet<Callback>;
  /** Tokens of callbacks of which the provider was told that they were received. */
  answered: ReadonlySet<string>;
  intercept(next: Interception): void;
  close(): Promise<void>;
};

const prefix = "/api";

/** The part of an event's key that its body decides: Stripe's id, the bank's, or the body's hash. */
function tokenOf(path: string, body: Buffer): string {
  if (path.startsWith("/webhooks/card/")) return /"id":\s*"(evt_\w+)"/.exec(body.toString())?.[1] ?? "";
  if (path.startsWith("/webhooks/bank/")) return /"notice":\s*"([^"]+)"/.exec(body.toString())?.[1] ?? "";
  return createHash("sha256").update(body).digest("hex").slice(0, 32);
}

/** Listens on a free port, and passes on to the api, wherever that runs now. */
export async function openFront(apiPort: number): Promise<Front> {
  const inFlight = new Set<Callback>();
  const answered = new Set<string>();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  let interception: Interception = async () => undefined;
  const serve = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const body = await buffer(request);
    const path = (request.url ?? "").slice(prefix.length);
    if (!path.startsWith("/webhooks/")) return pass(agent, apiPort, { request, path, body, response });
    const callback = { token: tokenOf(path, body), isAnswered: false };
    inFlight.add(callback);
    try {
      const said = await interception({ path, body });
      if (said === undefined) await pass(agent, apiPort, { request, path, body, response });
      else
        response
          .writeHead(said, { "content-type": "application/json" })
          .end('{"ResultCode":0,"ResultDesc":"Accepted"}');
      // Validations are questions: they leave no event.
      callback.isAnswered = response.statusCode === 200 && !path.endsWith("/c2b-validation");
      if (callback.isAnswered) answered.add(callback.token);
    } finally {
      inFlight.delete(callback);
    }
  };
  const server = http.createServer((request, response) => {
    serve(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else
        response
          .writeHead(502, { "content-type": "application/json" })
          .end('{"error":"the api does not answer"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the front has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    inFlight,
    answered,
    intercept: (next) => {
      interception = next;
    },
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Passing = { request: http.IncomingMessage; path: string; body: Buffer; response: http.ServerResponse };

/** Rejects when the api ends before its answer; nothing was sent on then. */
function pass(agent: http.Agent, port: number, { request, path, body, response }: Passing): Promise<void> {
  return new Promise((resolve, reject) => {
    const { method = "GET", headers } = request;
    const onward = http.request({ host: "127.0.0.1", port, method, path, headers, agent }, (answer) => {
      buffer(answer).then((bytes) => {
        const { "transfer-encoding": _chunked, connection: _connection, ...said } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, { ...said, "content-length": bytes.length }).end(bytes);
        resolve();
      }, reject);
    });
    onward.once("error", reject);
    onward.end(body);
  });
}
