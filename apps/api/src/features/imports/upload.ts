import multipart from "@fastify/multipart";
import { importKinds, maxImportBytes, type ImportDto, type ImportKind } from "@stead/contracts/imports";
import { AppError, invalidField } from "@stead/kernel/errors";
import type { FileStore } from "@stead/kernel/files";
import { requirePermission, requireWholeAgency } from "@stead/services/context";
import { createImport } from "@stead/services/imports";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { webHeaders } from "../../plugins/web-headers.ts";
import {
  createContext,
  membershipOf,
  serviceContext,
  type ApiContext,
  type ApiDeps,
} from "../../trpc/context.ts";

/** A slow line gets this long for a whole file. */
const uploadTimeoutMs = 60 * 60_000;

function kindOf(query: unknown): ImportKind {
  const given: unknown = typeof query === "object" && query !== null ? Reflect.get(query, "kind") : undefined;
  const kind = importKinds.find((candidate) => candidate === given);
  if (kind === undefined)
    throw invalidField("kind", "invalid_value", `choose one of ${importKinds.join(", ")}`);
  return kind;
}

async function openRequest(deps: ApiDeps, request: FastifyRequest): Promise<ApiContext> {
  const left = new AbortController();
  request.raw.once("close", () => {
    if (!request.raw.complete) left.abort();
  });
  const signal = AbortSignal.any([left.signal, AbortSignal.timeout(uploadTimeoutMs)]);
  const ctx = await createContext({
    deps,
    requestId: request.id,
    headers: webHeaders(request),
    signal,
    setCookies: () => {},
  });
  if (ctx.refusal) throw ctx.refusal;
  const services = serviceContext(ctx, membershipOf(ctx.caller));
  requirePermission(services, "imports:write");
  requireWholeAgency(services);
  return ctx;
}

/** Stores the one file of the request as it comes, then begins its import. A refused import keeps no file. */
async function takeUpload(deps: ApiDeps, files: FileStore, request: FastifyRequest): Promise<ImportDto> {
  const ctx = await openRequest(deps, request);
  const kind = kindOf(request.query);
  const part = await request.file();
  if (part === undefined) throw invalidField("file", "missing", "send one file as multipart/form-data");
  const file = await files.put(part.file, { maxBytes: maxImportBytes });
  try {
    if (file.sizeBytes === 0) throw invalidField("file", "empty", "the file is empty");
    // What is left of the request's time counts from the last byte of the file.
    const services = serviceContext(
      { ...ctx, deadline: Date.now() + deps.requestTimeoutMs },
      membershipOf(ctx.caller),
    );
    const input = { kind, fileName: part.filename, contentType: part.mimetype, file };
    const answer = await createImport({ ctx: services, input });
    deps.nudge();
    return answer;
  } catch (error) {
    await files.delete(file.key);
    throw error;
  }
}

/** `POST /uploads/imports?kind=...`: one file as multipart/form-data; answers the import. */
export async function openUploads(app: FastifyInstance, deps: ApiDeps, files: FileStore): Promise<void> {
  await app.register(async (scope) => {
    // One byte more than allowed reaches the store, which then knows that the file is too large.
    await scope.register(multipart, {
      limits: { files: 1, fields: 5, fileSize: maxImportBytes + 1, headerPairs: 50 },
    });
    scope.post(
      "/uploads/imports",
      { config: { rateLimit: { max: 60, timeWindow: 60_000 } } },
      async (request, reply) => {
        reply.header("cache-control", "no-store");
        try {
          return await takeUpload(deps, files, request);
        } catch (error) {
          // The rest of a refused file is not read.
          reply.header("connection", "close");
          const explained = deps.explainError(error);
          if (explained) throw explained;
          if (request.raw.destroyed && !request.raw.complete)
            throw new AppError("CANCELLED", "the upload was broken off", {}, { cause: error });
          throw error;
        }
      },
    );
  });
}
