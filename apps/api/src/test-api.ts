import type { AddressInfo } from "node:net";
import { newId } from "@stead/kernel/ids";
import { silentLogger, type Logger } from "@stead/kernel/logger";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import type { FastifyInstance } from "fastify";
import { buildApp } from "./app.ts";
import { createContainer, type Container } from "./container.ts";
import { readSettings } from "./env.ts";
import type { AppRouter } from "./router.ts";

export const publicUrl = "http://127.0.0.1:3000";
export const password = "a long enough password";

export type Answer = { status: number; body: unknown; cookies: string[]; headers: Headers };

/** A person's browser: keeps cookies, calls sign-in and procedures. */
export type Browser = {
  cookie(): string;
  post(path: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
  rpc: TRPCClient<AppRouter>;
};

export type TestApi = {
  url: string;
  app: FastifyInstance;
  container: Container;
  database: TestDatabase;
  arrange: Arranger;
  browser(): Browser;
  /** Signs a new person up. */
  person(email: string, name?: string): Promise<Browser>;
  withKey(key: string): TRPCClient<AppRouter>;
  close(): Promise<void>;
};

export type StartOptions = {
  /** Without the operator's account. */
  isNew?: boolean;
  log?: Logger;
  /** Instead of one of its own. */
  database?: TestDatabase;
  /** Whether it has the bus of PostgreSQL, and so keeps answers of reads. */
  hasBus?: boolean;
};

/** A real api over real HTTP, on a database of its own; a new one has nobody yet. */
export async function startTestApi(
  variables: Record<string, string> = {},
  { isNew = false, log = silentLogger, database: given, hasBus = false }: StartOptions = {},
): Promise<TestApi> {
  const database = given ?? (await cloneDatabase());
  const settings = readSettings({
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    AUTH_SECRET: "a secret of tests that is long enough",
    DATA_SECRET: "another secret of tests, long enough",
    // No test leaves the machine.
    MPESA_BASE_URL: "http://127.0.0.1:9",
    STRIPE_BASE_URL: "http://127.0.0.1:9",
    PUBLIC_URL: publicUrl,
    PORT: "0",
    ...(hasBus && { DATABASE_DIRECT_URL: database.ownerUrl }),
    ...variables,
  });
  const container = createContainer(settings, { log });
  const app = await buildApp(settings, container, {
    isStopping: false,
    isReady: () => container.isReady(),
    replicas: () => container.replicas(),
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const arrange = await openArranger(database);
  const browser = () => createBrowser(url);
  // The first account is the operator's; people of tests are others.
  if (!isNew)
    await arrange.insert("users", {
      id: newId(),
      name: "The Operator",
      email: "operator@example.org",
      role: "operator",
    });
  return {
    url,
    app,
    container,
    database,
    arrange,
    browser,
    person: async (email, name = "A Person") => {
      const person = browser();
      const answer = await person.post("/auth/sign-up/email", { name, email, password });
      if (answer.status !== 200)
        throw new Error(`sign-up answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return person;
    },
    withKey: (key) =>
      createTRPCClient<AppRouter>({
        links: [httpLink({ url: `${url}/trpc`, headers: { "x-api-key": key } })],
      }),
    close: async () => {
      await app.close();
      await container.close();
      await arrange.close();
      if (given === undefined) await database.drop();
    },
  };
}

function createBrowser(url: string): Browser {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const keep = (cookies: readonly string[]) => {
    for (const line of cookies) {
      const [pair = "", ...attributes] = line.split(";");
      const name = pair.slice(0, pair.indexOf("="));
      const isGone = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute));
      if (isGone) jar.delete(name);
      else jar.set(name, pair.slice(name.length + 1));
    }
  };
  return {
    cookie,
    post: async (path, body = {}, headers = {}) => {
      const answer = await fetch(`${url}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: publicUrl, cookie: cookie(), ...headers },
        body: JSON.stringify(body),
      });
      const cookies = answer.headers.getSetCookie();
      keep(cookies);
      return { status: answer.status, body: await answer.json(), cookies, headers: answer.headers };
    },
    rpc: createTRPCClient<AppRouter>({
      links: [httpLink({ url: `${url}/trpc`, headers: () => ({ cookie: cookie(), origin: publicUrl }) })],
    }),
  };
}
