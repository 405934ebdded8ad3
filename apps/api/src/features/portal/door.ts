import {
  ChoosePortalContactInput,
  ConfirmPortalCodeInput,
  PortalAgencyDto,
  PortalCodeDto,
  PortalEntryDto,
  RequestPortalCodeInput,
} from "@stead/contracts/portal";
import { AppError } from "@stead/kernel/errors";
import type { RailContext } from "@stead/services/context";
import { chooseContact, confirmCode, requestCode, revokeSession, type Entry } from "@stead/services/portal";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { limitByAddress } from "../../plugins/limits.ts";
import type { ApiDeps } from "../../trpc/context.ts";
import { invalidInput } from "../../trpc/errors.ts";
import { doorContext, portalContext, portalRequestOf } from "../../trpc/portal-context.ts";

/** What a code and an address take; nothing here is longer. */
const bodyLimitBytes = 4_096;

type Door = { request: FastifyRequest; reply: FastifyReply };

/** What a tenant does before there is a session, and the end of one: JSON in and out, the session in its cookie only. */
export function openPortalDoor(
  app: FastifyInstance,
  deps: ApiDeps,
  { perMinute }: { perMinute: number },
): void {
  const atDoor = (request: FastifyRequest) => portalRequestOf(deps, request);
  const open = async (request: FastifyRequest, slug: string): Promise<RailContext> => {
    const agency = await deps.auth.portal.findAgency(slug);
    if (agency === null)
      throw new AppError("NOT_FOUND", "there is no portal at this address; ask your agency for the link");
    return doorContext(atDoor(request), agency);
  };
  const guarded = (ctx: RailContext, request: FastifyRequest) => ({
    ctx,
    attempts: deps.auth.attempts,
    clientAddress: `${ctx.agencyId} ${request.ip}`,
  });
  /** The session goes into the cookie; the page hears who is in. */
  const welcome = (reply: FastifyReply, agencyId: string, { entry, session }: Entry) => {
    if (session !== null) {
      const kept = { agencyId, ...session, nowMs: deps.clock.nowMs() };
      reply.header("set-cookie", deps.auth.portal.cookieOf(kept));
    }
    return PortalEntryDto.parse(entry);
  };

  const steps: Readonly<Record<string, (door: Door) => Promise<unknown>>> = {
    "/portal/agency": async ({ request }) => {
      const { agency } = parse(RequestPortalCodeInput.pick({ agency: true }), request.body);
      return PortalAgencyDto.parse({ slug: agency, name: (await open(request, agency)).agency.name });
    },
    "/portal/request-code": async ({ request }) => {
      const input = parse(RequestPortalCodeInput, request.body);
      const ctx = await open(request, input.agency);
      const answer = PortalCodeDto.parse(await requestCode({ ...guarded(ctx, request), input }));
      deps.nudge();
      return answer;
    },
    "/portal/confirm-code": async ({ request, reply }) => {
      const input = parse(ConfirmPortalCodeInput, request.body);
      const ctx = await open(request, input.agency);
      return welcome(reply, ctx.agencyId, await confirmCode({ ...guarded(ctx, request), input }));
    },
    "/portal/choose-contact": async ({ request, reply }) => {
      const input = parse(ChoosePortalContactInput, request.body);
      const ctx = await open(request, input.agency);
      return welcome(reply, ctx.agencyId, await chooseContact({ ctx, input }));
    },
    "/portal/sign-out": async ({ request, reply }) => {
      reply.header("set-cookie", deps.auth.portal.cookieOf(null));
      const ctx = await portalContext(atDoor(request)).catch((error: unknown) => {
        if (error instanceof AppError && error.code === "UNAUTHENTICATED") return null;
        throw error;
      });
      if (ctx !== null) await revokeSession({ ctx });
      return {};
    },
  };

  for (const [url, step] of Object.entries(steps)) {
    app.route({
      method: "POST",
      url,
      bodyLimit: bodyLimitBytes,
      config: { rateLimit: limitByAddress(perMinute) },
      handler: async (request, reply) => {
        reply.header("cache-control", "no-store");
        try {
          return await step({ request, reply });
        } catch (error) {
          throw deps.explainError(error) ?? error;
        }
      },
    });
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(body);
  if (!success) throw invalidInput(error);
  return data;
}
