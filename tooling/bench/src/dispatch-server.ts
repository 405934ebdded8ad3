import { serveCalls } from "@stead/api/calls";
import { initTRPC } from "@trpc/server";
import { fastifyRequestHandler } from "@trpc/server/adapters/fastify";
import Fastify from "fastify";
import { z } from "zod";

/**
 * One subject of the bench of dispatch in a process of its own: a bare route of Fastify, a procedure behind tRPC's stock
 * adapter, or the same behind Stead's. All read one input, check it by one schema and answer one row.
 *   SUBJECT=bare|stock|stead node dispatch-server.ts
 */
const subject = process.env["SUBJECT"];

const input = z.object({ id: z.string().max(40) });
const row = {
  id: "0198c0de-0000-7000-8000-000000000000",
  name: "Amina Otieno",
  amountMinor: 1_250_000,
  currency: "KES",
};
const answerTo = ({ id }: z.infer<typeof input>) => ({ ...row, id });

const t = initTRPC.context<{ requestId: string }>().create({ isDev: false });
const measured = t.procedure.use(({ next }) => next());
const router = t.router({ row: measured.input(input).query((call) => answerTo(call.input)) });
const app = Fastify({ logger: false, routerOptions: { maxParamLength: 5_000 } });

if (subject === "bare") {
  app.get<{ Querystring: { input: string } }>("/row", async ({ query }) => {
    const parsed: unknown = JSON.parse(query.input);
    return answerTo(input.parse(parsed));
  });
} else if (subject === "stock") {
  app.route<{ Params: { path: string } }>({
    method: ["GET", "POST"],
    url: "/trpc/:path",
    handler: async (req, res) => {
      const createContext = () => ({ requestId: req.id });
      await fastifyRequestHandler({ router, req, res, path: req.params.path, createContext });
      return res;
    },
  });
} else {
  serveCalls(app, "/trpc", {
    router,
    mostCalls: 10,
    traitsOf: () => ({ isCompressible: true }),
    scopeOf: () => "",
    openContext: async ({ id }) => ({ requestId: id }),
  });
}
const url = await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`listens at ${url}\n`);
// Ends with the bench that started it.
process.once("disconnect", () => process.exit(0));
