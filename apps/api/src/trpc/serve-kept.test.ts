import http from "node:http";
import type { AddressInfo } from "node:net";
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink } from "@trpc/client";
import { initTRPC, TRPCError, type AnyTRPCProcedure } from "@trpc/server";
import Fastify from "fastify";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Kept } from "./answer-kept.ts";
import { heldUntilChanged, onOffer, slowChanging, type CacheRule } from "./cache-rules.ts";
import { versionOf } from "./entity-tags.ts";
import { serveCalls } from "./serve-calls.ts";

/** What the list is made from. Where its version is given, it is known without reading. */
const shelf: { content: string[]; version: string | undefined; reads: number } = {
  content: [],
  version: undefined,
  reads: 0,
};
beforeEach(() => Object.assign(shelf, { content: ["first"], version: undefined, reads: 0 }));

type Meta = { cache?: CacheRule };
const t = initTRPC.context<{ who: string } & Kept>().meta<Meta>().create({ isDev: false });
const router = t.router({
  list: t.procedure
    .meta({ cache: heldUntilChanged })
    .input(z.object({ page: z.number() }).optional())
    .output(z.array(z.string()))
    .use(({ ctx, next }) => {
      ctx.unlessKnown?.(shelf.version);
      return next();
    })
    .query(() => {
      shelf.reads += 1;
      return shelf.content;
    }),
  long: t.procedure.meta({ cache: slowChanging }).query(() => "Ünï ".repeat(1_000)),
  offer: t.procedure.meta({ cache: onOffer }).query(({ ctx }) => ctx.who),
  gone: t.procedure.meta({ cache: heldUntilChanged }).query(() => {
    throw new TRPCError({ code: "NOT_FOUND", message: "gone" });
  }),
  nothing: t.procedure.meta({ cache: heldUntilChanged }).query(() => {}),
  plain: t.procedure.query(() => "plain"),
  change: t.procedure.mutation(() => "changed"),
});

const app = Fastify({ forceCloseConnections: true });
app.removeAllContentTypeParsers();
app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) =>
  done(null, body),
);
serveCalls(app, "/trpc", {
  router,
  mostCalls: 10,
  openContext: async ({ headers }, reply, { isForEverybody }) => {
    if (isForEverybody) return { who: "everybody" };
    reply.header("set-cookie", "seen=1");
    return { who: String(headers["x-who"] ?? "somebody") };
  },
  traitsOf: ({ _def }: AnyTRPCProcedure) => ({
    isCompressible: true,
    cache: (_def.meta as Meta | undefined)?.cache,
  }),
  scopeOf: ({ who }) => who,
});
await app.listen({ host: "127.0.0.1", port: 0 });
afterAll(() => app.close());
const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/trpc`;

const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${address}/${path}`, { method, headers });

/** Asks without a client's own way with headers and encodings. */
async function askBare(path: string, headers: Readonly<Record<string, string | string[]>>, method = "GET") {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  http.request(`${address}/${path}`, { method, headers }, resolve).on("error", reject).end();
  const answer = await promise;
  const { length } = Buffer.concat(await answer.toArray());
  return { status: answer.statusCode, headers: answer.headers, length };
}

const tagOf = async (path: string, headers?: Record<string, string>) =>
  (await ask(path, headers)).headers.get("etag") ?? "";

test("an answer has a weak tag, and who has it is told so without a body", async () => {
  const first = await ask("list");
  const tag = first.headers.get("etag") ?? "";
  expect(tag).toMatch(/^W\/"somebody\.[\w-]{22}"$/);
  expect(await first.json()).toEqual({ result: { data: ["first"] } });
  const again = await askBare("list", { "if-none-match": tag });
  expect(again).toMatchObject({ status: 304, length: 0, headers: { etag: tag } });
  expect(again.headers).toMatchObject({
    "cache-control": "private, no-cache",
    vary: "cookie, authorization, x-api-key, accept-encoding",
  });
  expect(Object.keys(again.headers)).not.toContain("content-type");
  expect(Object.keys(again.headers)).not.toContain("content-length");
});

test("a tag is its content's and its scope's", async () => {
  const tag = await tagOf("list");
  expect(await tagOf("list")).toBe(tag);
  expect(await tagOf("list", { "x-who": "another" })).not.toBe(tag);
  expect((await ask("list", { "x-who": "another", "if-none-match": tag })).status).toBe(200);
  shelf.content = ["second"];
  const changed = await ask("list", { "if-none-match": tag });
  expect([changed.status, await changed.json()]).toEqual([200, { result: { data: ["second"] } }]);
  shelf.content = ["first"];
  expect((await ask("list", { "if-none-match": tag })).status).toBe(304);
});

test("where the version is known, nothing is read", async () => {
  const tag = await tagOf("list");
  expect(shelf.reads).toBe(1);
  shelf.version = versionOf(JSON.stringify(shelf.content));
  expect((await ask("list", { "if-none-match": tag })).status).toBe(304);
  expect(shelf.reads).toBe(1);
  expect((await ask("list", { "if-none-match": 'W/"somebody.old"' })).status).toBe(200);
  expect(shelf.reads).toBe(2);
  // A batch is answered whole, whatever is known.
  const batch = await ask("list?batch=1", { "if-none-match": tag });
  expect([batch.status, batch.headers.get("etag")]).toEqual([200, null]);
});

describe("If-None-Match", () => {
  test.each([
    ["*", 304],
    [" * ", 304],
    ["TAG", 304],
    ["STRONG", 304],
    ['"other", TAG', 304],
    ['W/"other",TAG,"more"', 304],
    [', TAG ,, "more",', 304],
    ['"a,b", TAG', 304],
    ['"a b", TAG', 200],
    ['"other"', 200],
    ["somebody", 200],
    ["TAG TAG", 200],
    ["w/STRONG", 200],
    ["W/ STRONG", 200],
    ["TAG, nonsense", 200],
    ['TAG, "open', 200],
    ["*, TAG", 200],
    [",", 200],
    ["\t".repeat(5_000), 200],
  ])("%j is answered with %i", async (text, status) => {
    const tag = await tagOf("list");
    const value = text.replaceAll("TAG", tag).replaceAll("STRONG", tag.slice(2));
    expect((await askBare("list", { "if-none-match": value })).status).toBe(status);
  });

  test("several lines of it are one list", async () => {
    const tag = await tagOf("list");
    expect((await askBare("list", { "if-none-match": ['"other"', tag] })).status).toBe(304);
  });

  test("it means nothing to failures, to what may not be kept, and to changes", async () => {
    const any = { "if-none-match": "*" };
    const gone = await ask("gone", any);
    expect([gone.status, gone.headers.get("etag"), gone.headers.get("cache-control")]).toEqual([
      404,
      null,
      "no-store",
    ]);
    const refused = await ask(`list?input=${encodeURIComponent('{"page":"x"}')}`, any);
    expect([refused.status, refused.headers.get("cache-control")]).toEqual([400, "no-store"]);
    const plain = await ask("plain", any);
    expect([plain.status, plain.headers.get("etag"), plain.headers.get("cache-control")]).toEqual([
      200,
      null,
      "no-store",
    ]);
    const inBody = { ...any, "content-type": "application/json" };
    expect((await ask("list", inBody, "POST")).headers.get("etag")).toBeNull();
    expect((await ask("change", inBody, "POST")).status).toBe(200);
  });
});

test("the tag is the same however an answer is packed", async () => {
  const asked = await Promise.all(
    ["zstd", "br", "gzip", "identity"].map((encoding) => askBare("long", { "accept-encoding": encoding })),
  );
  const [tag] = asked.map(({ headers }) => headers.etag);
  expect(asked.map(({ headers }) => [headers["content-encoding"], headers.etag])).toEqual([
    ["zstd", tag],
    ["br", tag],
    ["gzip", tag],
    [undefined, tag],
  ]);
  expect((await askBare("long", { "accept-encoding": "gzip", "if-none-match": tag ?? "" })).status).toBe(304);
});

test("HEAD answers as GET does, without the body", async () => {
  const tag = await tagOf("list");
  const head = await askBare("list", {}, "HEAD");
  expect(head).toMatchObject({
    status: 200,
    length: 0,
    headers: { etag: tag, "content-length": String('{"result":{"data":["first"]}}'.length) },
  });
  expect((await askBare("list", { "if-none-match": tag }, "HEAD")).status).toBe(304);
  expect((await askBare("plain", {}, "HEAD")).status).toBe(200);
  expect((await askBare("change", {}, "HEAD")).status).toBe(405);
  expect((await askBare("absent", {}, "HEAD")).status).toBe(404);
});

test("what is public is made for nobody, sets no cookie, and says how long a CDN may keep it", async () => {
  const answer = await ask("offer", { "x-who": "another" });
  expect(await answer.json()).toEqual({ result: { data: "everybody" } });
  expect(answer.headers.get("set-cookie")).toBeNull();
  expect(answer.headers.get("vary")).toBe("accept-encoding");
  expect(answer.headers.get("cache-control")).toBe(
    "public, max-age=60, s-maxage=300, stale-while-revalidate=3600, stale-if-error=86400",
  );
  const tag = answer.headers.get("etag") ?? "";
  expect((await ask("offer", { "x-who": "a third", "if-none-match": tag })).status).toBe(304);
});

test("an answer of nothing has a tag as well", async () => {
  const tag = await tagOf("nothing");
  expect((await ask("nothing", { "if-none-match": tag })).status).toBe(304);
  expect(await (await ask("nothing")).json()).toEqual({ result: {} });
});

test("the stock links read what may be kept as they read everything", async () => {
  for (const link of [httpLink, httpBatchLink, httpBatchStreamLink]) {
    const client = createTRPCClient<typeof router>({ links: [link({ url: address })] });
    expect(await client.list.query()).toEqual(["first"]);
    expect(await client.offer.query()).toBe(link === httpLink ? "everybody" : "somebody");
    await expect(client.gone.query()).rejects.toThrow("gone");
  }
});
