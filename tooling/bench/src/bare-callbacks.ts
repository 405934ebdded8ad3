import Fastify, { type FastifyRequest } from "fastify";
import pg from "pg";

/**
 * The baseline of the callbacks' bench: a bare route that stores the body in one prepared insert and answers. Run as a
 * process of its own: `node bare-callbacks.ts <database url> <connections>`.
 */
const [, , connectionString = "", connections = "10"] = process.argv;

// Kept between its turns, as the other side's are.
const pool = new pg.Pool({ connectionString, max: Number(connections), idleTimeoutMillis: 0 });
const app = Fastify({ logger: false });
app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
async function storeBody(request: FastifyRequest): Promise<object> {
  await pool.query({
    name: "store",
    text: "insert into bare_callbacks (body) values ($1)",
    values: [request.body],
  });
  return { ResultCode: 0, ResultDesc: "Accepted" };
}
app.route({ method: "POST", url: "/callbacks", handler: storeBody });
const url = await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`listens at ${url}\n`);
// Ends with the bench that started it.
process.once("disconnect", () => process.exit(0));
