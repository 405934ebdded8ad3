import { isAppError, type ErrorCode } from "@stead/kernel/errors";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { modeNames, modes } from "../modes/table.ts";
import type { Sandbox } from "../sandbox.ts";
import { SandboxSettings } from "../settings.ts";
import { registerBankControl } from "./bank-routes.ts";
import { idOf, readInput } from "./inputs.ts";
import { listLedger } from "./ledger.ts";
import { registerMobileControl } from "./mobile-routes.ts";
import { registerStripeControl } from "./stripe-routes.ts";

const statuses: Partial<Record<ErrorCode, number>> = {
  NOT_FOUND: 404,
  INVALID: 400,
  PRECONDITION: 412,
  CONFLICT: 409,
};

const Rule = z.strictObject({
  mode: z.enum(modeNames),
  remaining: z.number().int().min(1).nullable().default(null),
  account: z.string().nullable().default(null),
  customer: z.string().nullable().default(null),
  subject: z.string().nullable().default(null),
  delayMs: z.number().int().min(0).nullable().default(null),
});

const Rules = z.strictObject({ rules: z.array(Rule) });

const LedgerQuery = z.object({
  rail: z.string().optional(),
  account: z.string().optional(),
  kind: z.string().optional(),
  state: z.string().optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(1_000),
});

const DeliveryQuery = z.object({
  state: z.string().optional(),
  account: z.string().optional(),
  subject: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

function registerModes(server: FastifyInstance, sandbox: Sandbox): void {
  server.get("/modes", () => ({ modes, rules: sandbox.modes.list() }));
  server.post("/modes", (request) => sandbox.modes.add(readInput(Rule, request.body)));
  server.put("/modes", (request) => {
    const { rules } = readInput(Rules, request.body);
    sandbox.modes.clear();
    return { rules: rules.map((rule) => sandbox.modes.add(rule)) };
  });
  server.delete("/modes", () => {
    sandbox.modes.clear();
    return { rules: [] };
  });
  server.delete("/modes/:id", (request) => {
    sandbox.modes.remove(idOf(request));
    return { rules: sandbox.modes.list() };
  });
}

function registerDeliveries(server: FastifyInstance, { outbox }: Sandbox): void {
  server.get("/deliveries", (request) => {
    const { limit, ...filter } = readInput(DeliveryQuery, request.query);
    const items = [...outbox.deliveries.values()]
      .toReversed()
      .filter(
        (row) =>
          (filter.state === undefined || row.state === filter.state) &&
          (filter.account === undefined || row.account === filter.account) &&
          (filter.subject === undefined || row.subject === filter.subject),
      )
      .slice(0, limit)
      .map((row) => ({ ...row, body: outbox.bodyOf(row.id) }));
    return { items };
  });
  server.post("/deliveries/:id/again", (request) => {
    return outbox.sendAgain(idOf(request));
  });
}

/** What tests and the page do: choose modes, play the customer, read the providers' truth. */
export function registerControl(server: FastifyInstance, sandbox: Sandbox): void {
  server.setErrorHandler((error, _request, reply) => {
    const status = isAppError(error) ? statuses[error.code] : undefined;
    if (status !== undefined && isAppError(error)) {
      return reply.code(status).send({ error: { code: error.code, message: error.message } });
    }
    if (error instanceof Error && "statusCode" in error && error.statusCode === 400) {
      return reply.code(400).send({ error: { code: "INVALID", message: error.message } });
    }
    sandbox.log.error({ error }, "request failed");
    return reply.code(500).send({ error: { code: "INTERNAL", message: "something went wrong" } });
  });
  server.get("/settings", () => sandbox.settings.now);
  server.patch("/settings", (request) => {
    const fields = readInput(SandboxSettings.partial(), request.body);
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    return sandbox.settings.change(Object.fromEntries(given));
  });
  server.get("/ledger", (request) => listLedger(sandbox, readInput(LedgerQuery, request.query)));
  registerModes(server, sandbox);
  registerDeliveries(server, sandbox);
  registerMobileControl(server, sandbox);
  registerStripeControl(server, sandbox);
  registerBankControl(server, sandbox);
}
