import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { openGate, type Refusal } from "../modes/gate.ts";
import { findAccount } from "./accounts.ts";
import { StripeError, stripeErrors } from "./errors.ts";
import { expansion, parseForm, readForm } from "./forms.ts";
import { newStripeId } from "./ids.ts";
import type { Form, StripeRoute } from "./route.ts";
import { render } from "./shapes.ts";
import type { Call, KeptAnswer, StripeSide } from "./side.ts";

type Answer = { status: number; body: string; requestId: string; isReplayed: boolean };

const refusals: Record<Refusal, () => StripeError> = {
  "error-500": stripeErrors.internal,
  "quota-exceeded": stripeErrors.tooMany,
  "spike-arrest": stripeErrors.tooMany,
  "system-busy": stripeErrors.internal,
};

const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** Only what got as far as being tried is kept: not what was refused for its parameters. */
const isKept = (error: StripeError) => error.facts.type === "card_error" || error.facts.status >= 500;

function openCall(side: StripeSide, request: FastifyRequest): Call {
  return side.store.act(() => {
    const account = findAccount(side, request.headers.authorization, headerOf(request, "stripe-account"));
    const idempotencyKey = request.method === "POST" ? (headerOf(request, "idempotency-key") ?? null) : null;
    if (idempotencyKey !== null && idempotencyKey.length > 255) throw stripeErrors.keyTooLong();
    return {
      side,
      account,
      apiVersion: headerOf(request, "stripe-version") ?? account.apiVersion,
      requestId: newStripeId("req"),
      idempotencyKey,
    };
  });
}

/** The answer that this key was given before; undefined for a new key. Throws when it meant something else. */
function findKept({ side, account }: Call, key: string, fingerprint: string): KeptAnswer | undefined {
  if (side.running.has(`${account.id} ${key}`)) throw stripeErrors.keyInUse(key);
  const kept = side.kept.get(`${account.id} ${key}`);
  if (kept !== undefined && kept.fingerprint !== fingerprint) throw stripeErrors.keyReused(key);
  return kept;
}

function answerWith(call: Call, error: StripeError): Answer {
  const body = JSON.stringify(error.body);
  return { status: error.facts.status, body, requestId: call.requestId ?? "", isReplayed: false };
}

/** Runs the route and keeps its answer in the same act. An error of the wire is an answer: what was done stays done. */
function runOnce(call: Call, fingerprint: string, work: () => object, isErrorAfter: boolean): Answer {
  return call.side.store.act(() => {
    let answer: Answer;
    try {
      const body = JSON.stringify(work());
      answer = { status: 200, body, requestId: call.requestId ?? "", isReplayed: false };
      if (isErrorAfter) answer = answerWith(call, stripeErrors.internal());
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      answer = answerWith(call, error);
      if (!isKept(error)) return answer;
    }
    keep(call, fingerprint, answer);
    return answer;
  });
}

function keep({ side, account, idempotencyKey }: Call, fingerprint: string, answer: Answer): void {
  if (idempotencyKey === null) return;
  const { status, body, requestId } = answer;
  side.kept.put(`${account.id} ${idempotencyKey}`, { fingerprint, status, body, requestId });
}

/** The raw form; Stripe takes nothing else. */
const bodyOf = ({ body }: FastifyRequest) => (typeof body === "string" ? body : "");

const fingerprintOf = (request: FastifyRequest) =>
  createHash("sha256")
    .update(`${request.method} ${request.url}\n${bodyOf(request)}`)
    .digest("hex");

const customerOf = ({ customer }: Form) => (typeof customer === "string" ? { customer } : {});

async function serve(side: StripeSide, route: StripeRoute, request: FastifyRequest): Promise<Answer> {
  const call = openCall(side, request);
  const fingerprint = fingerprintOf(request);
  const query = request.url.includes("?") ? request.url.slice(request.url.indexOf("?") + 1) : "";
  const form = { ...parseForm(query), ...parseForm(bodyOf(request)) };
  const { idempotencyKey: key } = call;
  const kept = key === null ? undefined : findKept(call, key, fingerprint);
  if (kept !== undefined) return { ...kept, isReplayed: true };
  const gate = openGate(side.modes, {
    account: call.account.id,
    subject: `${request.method} ${route.path}`,
    ...customerOf(form),
  });
  const running = `${call.account.id} ${key ?? ""}`;
  if (key !== null) side.running.add(running);
  try {
    await gate.before();
    const work = () => {
      if (gate.refusal !== undefined) throw refusals[gate.refusal]();
      const expand = readForm(expansion, (form["expand"] ?? []) as Form);
      return render(call, route.run(call, request.params as Record<string, string>, form), expand) as object;
    };
    const answer = runOnce(call, fingerprint, work, gate.after === "error-after-act");
    if (gate.after === "answer-lost") {
      await side.store.settled();
      request.raw.socket.destroy();
    }
    return answer;
  } finally {
    side.running.delete(running);
  }
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.isReplayed)
    void reply.header("idempotent-replayed", "true").header("original-request", answer.requestId);
  return reply
    .code(answer.status)
    .header("request-id", answer.isReplayed ? newStripeId("req") : answer.requestId)
    .type("application/json")
    .send(answer.body);
}

/** Stripe's API under `/v1`: forms in, JSON out, errors in its envelope. */
export function registerStripe(
  server: FastifyInstance,
  side: StripeSide,
  routes: readonly StripeRoute[],
): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  server.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof StripeError)) side.log.error({ error }, "request failed");
    const answer = error instanceof StripeError ? error : stripeErrors.internal();
    return reply.code(answer.facts.status).header("request-id", newStripeId("req")).send(answer.body);
  });
  server.setNotFoundHandler((request) => {
    throw stripeErrors.noPath(request.method, request.url);
  });
  for (const route of routes) {
    server.route({
      method: route.method,
      url: route.path.replace(/^\/v1/, ""),
      handler: async (request, reply) => send(reply, await serve(side, route, request)),
    });
  }
}
