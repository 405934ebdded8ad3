import { openDoor, receiveEvent, validateReference, type Door } from "@stead/services/inbound";
import type { Rails } from "@stead/services/context";
import type { SystemDb } from "@stead/db/system";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ApiDeps } from "../trpc/context.ts";
import { openAgencyContext } from "./agency-context.ts";

type Callback = { Params: { door: string; secret: string; topic?: string }; Body: Buffer };

/** Providers' largest callbacks are a few KiB. */
const bodyLimitBytes = 262_144;

export type DoorParts = { system: SystemDb; rails: Rails };

/** How long a provider that asks before it takes money is kept waiting, at most: it gives up after eight seconds. */
const validationMs = 4_000;

async function answer(
  deps: ApiDeps,
  webhooks: Door,
  request: FastifyRequest<Callback>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { door: name, secret, topic = "" } = request.params;
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : value,
    ]),
  );
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const received = await receiveEvent(webhooks, {
    door: name,
    secret,
    requestId: request.id,
    topic,
    headers,
    body,
    remoteAddress: request.ip,
  });
  if (received.outcome === "answered") {
    if (received.wasStored) deps.nudge();
    return reply.code(received.answer.status).send(received.answer.body);
  }
  const { agencyId, provider, reference, currency } = received;
  const ctx = await openAgencyContext(deps, { agencyId, requestId: request.id, deadlineMs: validationMs });
  const { isKnown } = await validateReference({ ctx, input: { reference, currency } });
  const said = provider.answerValidation(isKnown ? null : "account");
  return reply.code(said.status).send(said.body);
}

/** `POST /webhooks/:door/:secret/:topic`: where every provider calls. Raw bodies only: signatures are of bytes. */
export async function openWebhookDoor(app: FastifyInstance, deps: ApiDeps, parts: DoorParts): Promise<void> {
  const webhooks = openDoor({ ...parts, clock: deps.clock, log: deps.log });
  await app.register(async (door) => {
    door.removeAllContentTypeParsers();
    door.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: bodyLimitBytes }, (_request, body, done) =>
      done(null, body),
    );
    for (const path of ["/webhooks/:door/:secret", "/webhooks/:door/:secret/:topic"]) {
      door.route<Callback>({
        method: ["POST", "PUT"],
        url: path,
        config: { rateLimit: false },
        handler: (request, reply) => answer(deps, webhooks, request, reply),
      });
    }
  });
}
