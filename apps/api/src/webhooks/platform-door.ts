import { receiveEvent } from "@stead/services/plans";
import type { FastifyInstance } from "fastify";
import type { ApiDeps } from "../trpc/context.ts";

/** The provider's largest events are some tens of KiB. */
const bodyLimitBytes = 1_048_576;

/** `POST /webhooks/platform`: where the platform's own provider calls. Raw bodies only: the signature is of bytes. */
export async function openPlatformDoor(app: FastifyInstance, deps: ApiDeps): Promise<void> {
  await app.register(async (door) => {
    door.removeAllContentTypeParsers();
    door.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: bodyLimitBytes }, (_request, body, done) =>
      done(null, body),
    );
    door.post("/webhooks/platform", { config: { rateLimit: false } }, async (request, reply) => {
      const { platform, clock, log } = deps;
      const header = request.headers["stripe-signature"];
      const { answer, wasStored } = await receiveEvent(
        { platform, clock, log, requestId: request.id },
        {
          body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
          signature: Array.isArray(header) ? header[0] : header,
        },
      );
      if (wasStored) deps.nudge();
      return reply.code(answer.status).send(answer.body);
    });
  });
}
