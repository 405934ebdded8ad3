import http from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import zlib from "node:zlib";
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink } from "@trpc/client";
import { initTRPC, TRPCError, type AnyTRPCProcedure } from "@trpc/server";
import { fastifyRequestHandler } from "@trpc/server/adapters/fastify";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { serveCalls } from "./serve-calls.ts";

const gates = new Map<string, PromiseWithResolvers<string>>();
function gate(name: string): PromiseWithResolvers<string> {
  return gates.getOrInsertComputed(name, () => Promise.withResolvers<string>());
}

const t = initTRPC.context<{ who: string }>().meta<{ isSecret?: true }>().create({ isDev: false });
const router = t.router({
  echo: t.procedure
    .input(z.object({ text: z.string() }))
    .query(({ input }) => ({ text: input.text, list: [1, null, "Ünï"] })),
  who: t.procedure.query(({ ctx }) => ctx.who),
  nothing: t.procedure.query(() => {}),
  none: t.procedure.query(() => null),
  add: t.procedure.input(z.object({ amount: z.number() })).mutation(({ input }) => input.amount + 1),
  touch: t.procedure.mutation(() => "touched"),
  broken: t.procedure.query(() => {
    throw new Error("a cause that is told as it is");
  }),
  refused: t.procedure.query(() => {
    throw new TRPCError({ code: "FORBIDDEN", message: "not you" });
  }),
  circular: t.procedure.query((): unknown => {
    const self: { self?: unknown } = {};
    self.self = self;
    return self;
  }),
  long: t.procedure.input(z.number()).query(({ input }) => "Ünï ".repeat(input)),
  secret: t.procedure.meta({ isSecret: true }).query(() => "s".repeat(5_000)),
  change: t.procedure.mutation(() => "s".repeat(5_000)),
  held: t.procedure.input(z.string()).query(({ input, signal }) => {
    const { promise, resolve } = gate(input);
    signal?.addEventListener("abort", () => resolve("left"), { once: true });
    return promise;
  }),
  inner: t.router({ deep: t.procedure.query(() => "deep") }),
  layered: t.procedure
    .use(({ next, path, type }) => next({ ctx: { seen: [path, type] } }))
    .input(z.object({ text: z.string() }))
    .use(({ input, next }) => next({ input: { ...input, text: input.text.toUpperCase() } }))
    .input(z.object({ times: z.number().default(2) }))
    .use(async ({ ctx, next, getRawInput, meta, batchIndex }) =>
      next({ ctx: { seen: [...ctx.seen, await getRawInput(), meta ?? null, batchIndex] } }),
    )
    .output(z.object({ text: z.string(), seen: z.array(z.unknown()) }))
    .query(({ ctx, input }) => ({ text: input.text.repeat(input.times), seen: ctx.seen, dropped: true })),
  reread: t.procedure
    .use(({ next }) => next({ getRawInput: async () => ({ text: "instead" }) }))
    .input(z.object({ text: z.string() }))
    .query(({ input }) => input.text),
  barred: t.procedure
    .use(({ ctx, next }) => {
      if (ctx.who === "somebody") throw new TRPCError({ code: "UNAUTHORIZED", message: "not today" });
      return next();
    })
    .query(() => "never"),
  mended: t.procedure
    .use(async ({ next }) => {
      const result = await next();
      if (result.ok) return result;
      throw new TRPCError({ code: "CONFLICT", message: `instead of ${result.error.message}` });
    })
    .query(() => {
      throw new TRPCError({ code: "FORBIDDEN", message: "not you" });
    }),
  asked: t.procedure
    .input(z.string().refine(async (text) => Promise.resolve(text !== "no"), "not no"))
    .output(z.string().transform(async (text) => Promise.resolve(`${text}!`)))
    .query(({ input }) => input),
  plain: t.procedure
    .input((value: unknown) => (value === 1 ? "one" : "other"))
    .output((value: unknown) => `<${String(value)}>`)
    .query(({ input }) => input),
  wrong: t.procedure.output(z.object({ text: z.string() })).query((): { text: string } => {
    const answer: unknown = { text: 1 };
    return answer as { text: string };
  }),
});
type Router = typeof router;

async function listen(app: FastifyInstance): Promise<string> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) =>
    done(null, body),
  );
  await app.listen({ host: "127.0.0.1", port: 0 });
  afterAll(() => app.close());
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/trpc`;
}

const options = { routerOptions: { maxParamLength: 5_000 }, forceCloseConnections: true } as const;
const traitsOf = ({ _def }: AnyTRPCProcedure) => ({
  isCompressible: _def.type === "query" && _def.meta === undefined,
});
const ownApp = Fastify(options);
serveCalls(ownApp, "/trpc", {
  router,
  mostCalls: 10,
  openContext: async () => ({ who: "somebody" }),
  traitsOf,
  scopeOf: () => "",
});
const own = await listen(ownApp);

const stockApp = Fastify(options);
stockApp.route<{ Params: { path: string } }>({
  method: ["GET", "POST"],
  url: "/trpc/:path",
  handler: async (request, reply) => {
    const { path } = request.params;
    const createContext = () => ({ who: "somebody" });
    await fastifyRequestHandler({
      router,
      req: request,
      res: reply,
      path,
      allowMethodOverride: true,
      createContext,
    });
    return reply;
  },
});
const stock = await listen(stockApp);

const inputOf = (value: unknown) => encodeURIComponent(JSON.stringify(value));
const json = { "content-type": "application/json" };
const post = (body: unknown, headers: Record<string, string> = json): RequestInit => ({
  method: "POST",
  headers,
  ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
});
const hello = { text: "hello" };

const requests: Record<string, [path: string, init?: RequestInit]> = {
  "a query": [`echo?input=${inputOf(hello)}`],
  "a query without input": ["who"],
  "a query of a router within": ["inner.deep"],
  "a query that answers nothing": ["nothing"],
  "a query that answers null": ["none"],
  "a query in a body": ["echo", post(hello)],
  "a query with an input that is refused": [`echo?input=${inputOf({ text: 1 })}`],
  "a query whose input is missing": ["echo"],
  "a query whose input is empty": ["echo?input="],
  "an input that is no JSON": ["echo?input=%7Bno"],
  "an input that nobody reads": ["who?input=%7Bno"],
  "a mutation": ["add", post({ amount: 1 })],
  "a mutation without input": ["touch", post("{}")],
  "a mutation with a body that is no JSON": ["add", post("{no")],
  "a mutation by GET": [`add?input=${inputOf({ amount: 1 })}`],
  "a mutation as another type": [
    "touch",
    post("x=1", { "content-type": "application/x-www-form-urlencoded" }),
  ],
  "a mutation without a type": ["touch", { method: "POST" }],
  "a procedure that there is not": ["nobody"],
  "a name of every object": ["constructor"],
  "a procedure that breaks": ["broken"],
  "a procedure that refuses": ["refused"],
  "a batch": [`echo,who,nothing?batch=1&input=${inputOf({ 0: hello })}`],
  "a batch of one": ["who?batch=1"],
  "a batch without input": ["who,none?batch=1"],
  "a batch of mutations": ["add,touch?batch=1", post({ 0: { amount: 1 } })],
  "a batch in a body": ["echo,who?batch=1", post({ 0: hello })],
  "a batch of which some fail": [`who,refused,nobody,echo?batch=1&input=${inputOf({ 3: { text: 1 } })}`],
  "a batch of which all fail alike": ["refused,refused?batch=1"],
  "a batch with an input that is no object": [`echo?batch=1&input=${inputOf("text")}`],
  "a batch of both types": ["who,touch?batch=1", post("{}")],
  "what middlewares add and change": [`layered?input=${inputOf({ text: "ab", times: 3 })}`],
  "the same in a batch": [`who,layered?batch=1&input=${inputOf({ 1: { text: "ab" } })}`],
  "the second of two inputs refused": [`layered?input=${inputOf({ text: "ab", times: "x" })}`],
  "an input that a middleware gives": [`reread?input=${inputOf({ text: 1 })}`],
  "a middleware that refuses": ["barred"],
  "a middleware that answers a failure with another": ["mended"],
  "contracts that wait": [`asked?input=${inputOf("yes")}`],
  "a contract that waits and refuses": [`asked?input=${inputOf("no")}`],
  "contracts that are functions": [`plain?input=1`],
  "an answer that its contract refuses": ["wrong"],
};
/** Texts that are ours, in our words. */
const ownWords =
  /there is no procedure|send a POST|is no JSON|the input of a batch|a batch holds|send application/;

async function ask(base: string, [path, init]: [path: string, init?: RequestInit]) {
  const answer = await fetch(`${base}/${path}`, init);
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}

type Shape = { error?: { message: string } };
function compare(mine: Shape, theirs: Shape): void {
  const isOurs = mine.error !== undefined && ownWords.test(mine.error.message);
  if (isOurs && theirs.error) theirs.error.message = mine.error?.message ?? "";
  expect(mine).toEqual(theirs);
}

test.each(Object.entries(requests))("%s is answered as by the stock adapter", async (_name, request) => {
  const [mine, theirs] = [await ask(own, request), await ask(stock, request)];
  expect(mine.status).toBe(theirs.status);
  expect(mine.type).toMatch(/^application\/json\b/);
  const [left, right] = [
    JSON.parse(mine.text) as Shape | Shape[],
    JSON.parse(theirs.text) as Shape | Shape[],
  ];
  if (!Array.isArray(left) || !Array.isArray(right)) return compare(left as Shape, right as Shape);
  expect(left).toHaveLength(right.length);
  left.forEach((each, index) => compare(each, right[index] ?? {}));
});

test("a single call is not streamed", async () => {
  const lines = { headers: { "trpc-accept": "application/jsonl" } };
  const [mine, theirs] = [await ask(own, ["who", lines]), await ask(stock, ["who", lines])];
  expect([mine.status, theirs.status]).toEqual([400, 400]);
});

const links = {
  httpLink: (url: string) => httpLink({ url }),
  httpBatchLink: (url: string) => httpBatchLink({ url }),
  httpBatchStreamLink: (url: string) => httpBatchStreamLink({ url }),
};

test.each(Object.entries(links))(
  "the stock %s reads answers and errors as from the stock adapter",
  async (_name, link) => {
    const run = async (base: string) => {
      const client = createTRPCClient<Router>({ links: [link(base)] });
      const told = await Promise.allSettled([
        client.echo.query(hello),
        client.who.query(),
        client.nothing.query(),
        client.none.query(),
        client.inner.deep.query(),
        client.refused.query(),
        client.broken.query(),
        client.echo.query({ text: "ü".repeat(500) }),
      ]);
      return told.map((each) =>
        each.status === "fulfilled"
          ? each.value
          : { message: String(each.reason), shape: Reflect.get(Object(each.reason), "shape") as unknown },
      );
    };
    expect(await run(own)).toEqual(await run(stock));
  },
);

test("what is ready leaves at once, what is slow in a line of its own, and an answer that is no JSON is an error of its call", async () => {
  const asked = `who,held,circular?batch=1&input=${inputOf({ 1: "slow" })}`;
  const answer = await fetch(`${own}/${asked}`, { headers: { "trpc-accept": "application/jsonl" } });
  const lines: string[] = [];
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  lines.push((await reader?.read())?.value ?? "");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    0: [[{ result: { data: "somebody" } }]],
    1: [[0], [null, 0, 1]],
    2: [[{ error: { data: { code: "INTERNAL_SERVER_ERROR" } } }]],
  });
  gate("slow").resolve("at last");
  expect(JSON.parse((await reader?.read())?.value ?? "")).toEqual([
    1,
    0,
    [[{ result: { data: "at last" } }]],
  ]);
  expect((await reader?.read())?.done).toBe(true);
});

test("when nothing is slow, the answer is one text of known length", async () => {
  const answer = await fetch(`${own}/who,none?batch=1`, { headers: { "trpc-accept": "application/jsonl" } });
  expect(answer.headers.get("content-length")).not.toBeNull();
  expect(await answer.text()).toBe(
    '{"0":[[{"result":{"data":"somebody"}}]],"1":[[{"result":{"data":null}}]]}\n',
  );
});

const streamed = (calls: string, input: object, signal: AbortSignal) =>
  fetch(`${own}/${calls}?batch=1&input=${inputOf(input)}`, {
    headers: { "trpc-accept": "application/jsonl" },
    signal,
  });

test("a caller who leaves before anything is sent aborts what runs", async () => {
  const leaving = new AbortController();
  const answer = streamed("held", { 0: "first" }, leaving.signal);
  await expect.poll(() => gates.has("first")).toBe(true);
  leaving.abort();
  await expect(answer).rejects.toThrow("aborted");
  expect(await gate("first").promise).toBe("left");
});

test("a caller who leaves in the middle of the answer aborts what runs", async () => {
  const leaving = new AbortController();
  const answer = await streamed("who,held", { 1: "second" }, leaving.signal);
  await answer.body?.getReader().read();
  leaving.abort();
  expect(await gate("second").promise).toBe("left");
});

test("a context that cannot be made fails each call, by itself", async () => {
  const app = Fastify(options);
  const openContext = async () => {
    throw new TRPCError({ code: "UNAUTHORIZED", message: "who are you" });
  };
  serveCalls(app, "/trpc", { router, mostCalls: 2, openContext, traitsOf, scopeOf: () => "" });
  const url = await listen(app);
  const { status, text } = await ask(url, ["who,none?batch=1"]);
  expect(status).toBe(401);
  expect(JSON.parse(text)).toMatchObject([
    { error: { message: "who are you" } },
    { error: { message: "who are you" } },
  ]);
  expect((await ask(url, ["who,none,who?batch=1"])).status).toBe(400);
});

async function raw(path: string, accepted: string, init: RequestInit = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const headers = { "accept-encoding": accepted, ...json, ...(init.headers as Record<string, string>) };
  http
    .request(`${own}/${path}`, { method: init.method ?? "GET", headers }, resolve)
    .on("error", reject)
    .end(init.body);
  return promise;
}
const unpacked = {
  zstd: () => zlib.createZstdDecompress(),
  br: () => zlib.createBrotliDecompress(),
  gzip: () => zlib.createGunzip(),
};

test.each([
  ["zstd, br, gzip", "zstd"],
  ["gzip, deflate, br", "br"],
  ["gzip", "gzip"],
  ["br;q=0, gzip;q=0.5", "gzip"],
] as const)("an answer is packed the best way that %s takes: %s", async (accepted, encoding) => {
  for (const length of [2_000, 50_000]) {
    const answer = await raw(`long?input=${length}`, accepted);
    expect(answer.headers).toMatchObject({
      "content-encoding": encoding,
      vary: "trpc-accept, accept, accept-encoding",
    });
    const bytes = await buffer(answer);
    expect(bytes.length).toBe(Number(answer.headers["content-length"]));
    expect(await text(Readable.from([bytes]).pipe(unpacked[encoding]()))).toBe(
      JSON.stringify({ result: { data: "Ünï ".repeat(length) } }),
    );
  }
});

test.each(["zstd", "br", "gzip"] as const)("a packed stream keeps nothing back: %s", async (encoding) => {
  const input = inputOf({ 0: 2_000, 1: `packed ${encoding}` });
  const answer = await raw(`long,held?batch=1&input=${input}`, encoding, {
    headers: { "trpc-accept": "application/jsonl" },
  });
  expect(answer.headers["content-encoding"]).toBe(encoding);
  const lines = createInterface({ input: answer.pipe(unpacked[encoding]()) })[Symbol.asyncIterator]();
  expect(((await lines.next()).value as string).length).toBeGreaterThan(6_000);
  gate(`packed ${encoding}`).resolve("at last");
  expect((await lines.next()).value).toBe('[1,0,[[{"result":{"data":"at last"}}]]]');
});

test.each([
  ["a short one", "who", {}],
  ["one that tells a secret", "secret", {}],
  ["a batch with one that does", `long,secret?batch=1&input=${inputOf({ 0: 5_000 })}`, {}],
  ["one of a change", "change", { method: "POST" }],
])("an answer is sent as it is: %s", async (_name, path, init) => {
  const answer = await raw(path, "zstd, br, gzip", init);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["content-encoding"]).toBeUndefined();
  expect(JSON.parse(await text(answer))).toBeTruthy();
});
