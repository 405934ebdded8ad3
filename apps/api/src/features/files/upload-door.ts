import multipart from "@fastify/multipart";
import type { Permission } from "@stead/contracts/permissions";
import { AppError, invalidField } from "@stead/kernel/errors";
import type { FileStore, StoredObject } from "@stead/kernel/files";
import {
  requirePermission,
  requireWholeAgency,
  requireWritable,
  type RailContext,
} from "@stead/services/context";
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

/** A file that came in whole. */
export type Uploaded = { file: StoredObject; fileName: string; contentType: string };

/** One door: what may come in by it, and what begins with a file. */
export type UploadDoor<Choice, Answer> = {
  path: string;
  permission: Permission;
  maxBytes: number;
  /** What the address says of the file. Throws INVALID before anything is read. */
  choose: (query: unknown) => Choice;
  begin: (ctx: RailContext, choice: Choice, uploaded: Uploaded) => Promise<Answer>;
};

/** A value of the address's query. */
export function queryValue(query: unknown, name: string): unknown {
  return typeof query === "object" && query !== null ? Reflect.get(query, name) : undefined;
}

async function openRequest(
  deps: ApiDeps,
  request: FastifyRequest,
  permission: Permission,
): Promise<ApiContext> {
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
  requirePermission(services, permission);
  requireWritable(services.standing);
  requireWholeAgency(services);
  return ctx;
}

/** Stores the one file of the request as it comes, then begins its work. A refused file is not kept. */
async function takeUpload<Choice, Answer>(
  deps: ApiDeps,
  files: FileStore,
  request: FastifyRequest,
  { permission, maxBytes, choose, begin }: UploadDoor<Choice, Answer>,
): Promise<Answer> {
  const ctx = await openRequest(deps, request, permission);
  const choice = choose(request.query);
  const part = await request.file();
  if (part === undefined) throw invalidField("file", "missing", "send one file as multipart/form-data");
  const file = await files.put(part.file, { maxBytes });
  try {
    if (file.sizeBytes === 0) throw invalidField("file", "empty", "the file is empty");
    // What is left of the request's time counts from the last byte of the file.
    const services = serviceContext(
      { ...ctx, deadline: Date.now() + deps.requestTimeoutMs },
      membershipOf(ctx.caller),
    );
    const answer = await begin(services, choice, {
      file,
      fileName: part.filename,
      contentType: part.mimetype,
    });
    deps.nudge();
    return answer;
  } catch (error) {
    await files.delete(file.key);
    throw error;
  }
}

/** `POST` of one file as multipart/form-data; answers what begins with it. */
export async function openUploadDoor<Choice, Answer>(
  app: FastifyInstance,
  deps: ApiDeps,
  files: FileStore,
  door: UploadDoor<Choice, Answer>,
): Promise<void> {
  await app.register(async (scope) => {
    // One byte more than allowed reaches the store, which then knows that the file is too large.
    await scope.register(multipart, {
      limits: { files: 1, fields: 5, fileSize: door.maxBytes + 1, headerPairs: 50 },
    });
    scope.post(
      door.path,
      { config: { rateLimit: { max: 60, timeWindow: 60_000 } } },
      async (request, reply) => {
        reply.header("cache-control", "no-store");
        try {
          return await takeUpload(deps, files, request, door);
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
