import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { openGate, type Refusal } from "../modes/gate.ts";
import { registerC2b } from "./c2b-routes.ts";
import type { MobileMoney } from "./mobile-money.ts";
import { newRequestId } from "./numbers.ts";
import { registerPull } from "./pull-routes.ts";
import { registerQueued } from "./queue-routes.ts";
import { findApp, issueToken } from "./registry.ts";
import { readBody, toWireError } from "./requests.ts";
import type { DarajaApp } from "./rows.ts";
import { registerStk } from "./stk-routes.ts";
import { WireError, wireErrors } from "./wire-errors.ts";
import type { AddRoute, WireRoute } from "./wire-route.ts";

const refusals: Record<Refusal, () => WireError> = {
  "error-500": wireErrors.internal,
  "quota-exceeded": wireErrors.quota,
  "spike-arrest": wireErrors.spikeArrest,
  "system-busy": wireErrors.busy,
};

type Answer = { value: object } | { error: WireError };

/** What was done before an error of the wire stays done: it is an answer like any other. */
function answerOf(mobile: MobileMoney, work: () => object): Answer {
  return mobile.store.act(() => {
    try {
      return { value: work() };
    } catch (error) {
      if (error instanceof WireError) return { error };
      throw error;
    }
  });
}

function valueOf(answer: Answer): object {
  if ("error" in answer) throw answer.error;
  return answer.value;
}

async function serve<Body>(
  mobile: MobileMoney,
  route: WireRoute<Body>,
  request: FastifyRequest,
): Promise<object> {
  const { app, body } = valueOf(
    answerOf(mobile, () => ({
      app: findApp(mobile, request.headers.authorization),
      body: readBody(route.schema, request.body ?? request.query),
    })),
  ) as { app: DarajaApp; body: Body };
  const gate = openGate(mobile.modes, route.about(body));
  await gate.before();
  if (gate.refusal !== undefined) throw refusals[gate.refusal]();
  const answer = answerOf(mobile, () => route.run(app, body));
  if (gate.after === "answer-lost") {
    await mobile.store.settled();
    request.raw.socket.destroy();
  }
  if (gate.after === "error-after-act") throw wireErrors.internal();
  return valueOf(answer);
}

/** Daraja's paths, envelopes and errors. */
export function registerMpesa(server: FastifyInstance, mobile: MobileMoney): void {
  server.setErrorHandler((error, _request, reply) => {
    const isBadBody = error instanceof Error && "statusCode" in error && error.statusCode === 400;
    const wire = isBadBody ? wireErrors.invalidBody() : toWireError(error);
    if (!(error instanceof WireError) && !isBadBody) mobile.log.error({ error }, "request failed");
    return reply
      .code(wire.status)
      .send({ requestId: newRequestId(), errorCode: wire.errorCode, errorMessage: wire.message });
  });
  const posts = new Set<string>();
  server.setNotFoundHandler((request) => {
    const [path = ""] = request.url.split("?");
    throw posts.has(path) ? wireErrors.wrongMethod(request.method) : wireErrors.notFound();
  });
  const Grant = z.object({ grant_type: z.literal("client_credentials") });
  server.get("/oauth/v1/generate", (request) =>
    valueOf(
      answerOf(mobile, () => {
        if (!Grant.safeParse(request.query).success) throw wireErrors.invalidGrantType();
        const { token } = issueToken(mobile, request.headers.authorization);
        return { access_token: token, expires_in: mobile.settings.now.tokenSeconds - 1 };
      }),
    ),
  );
  const add: AddRoute = (route) => {
    posts.add(route.path);
    server.post(route.path, (request) => serve(mobile, route, request));
    if (route.isAlsoGet === true) server.get(route.path, (request) => serve(mobile, route, request));
  };
  registerStk(add, mobile);
  registerC2b(add, mobile);
  registerQueued(add, mobile);
  registerPull(add, mobile);
}
