import type { FileStore } from "@stead/kernel/files";
import { openDownload } from "@stead/services/files";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ApiDeps } from "../../trpc/context.ts";

type Query = { Params: { token: string } };

/** A name in both ways that browsers read (RFC 6266): plain letters, and UTF-8. */
function attachment(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7E]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

async function send(
  deps: ApiDeps,
  files: FileStore,
  request: FastifyRequest<Query>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const download = await openDownload(
    {
      openAgency: (agencyId) => deps.forAgency(agencyId, { deadline: Date.now() + deps.requestTimeoutMs }),
      files,
      clock: deps.clock,
      requestId: request.id,
    },
    { token: request.params.token },
  );
  // Who leaves half-way must not leave the file open.
  reply.raw.once("close", () => download.content.destroy());
  return reply
    .header("content-type", download.contentType)
    .header("content-length", download.sizeBytes)
    .header("content-disposition", attachment(download.name))
    .header("cache-control", "private, no-store")
    .send(download.content);
}

/** `GET /files/:token`: the file behind a link, for whoever holds it, until it expires. */
export function openDownloads(app: FastifyInstance, deps: ApiDeps, files: FileStore): void {
  app.get<Query>(
    "/files/:token",
    { exposeHeadRoute: false, config: { rateLimit: { max: 120, timeWindow: 60_000 } } },
    async (request, reply) => send(deps, files, request, reply),
  );
}
