import { readFileSync } from "node:fs";
import path from "node:path";
import { isAppError } from "@stead/kernel/errors";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { idOf, readInput } from "../control/inputs.ts";
import { modeNames } from "../modes/table.ts";
import { payBill } from "../mpesa/pay-bill.ts";
import { failPrompt, payPrompt, promptRefusals } from "../mpesa/prompts.ts";
import { msisdn, shillings, shortCode } from "../mpesa/requests.ts";
import type { Sandbox } from "../sandbox.ts";
import { parseForm } from "../stripe/forms.ts";
import { registerBankPages } from "./bank-pages.ts";
import { registerCheckoutPages } from "./checkout-routes.ts";
import { homePage } from "./home.ts";
import { html } from "./html.ts";
import { page } from "./layout.ts";
import { registerSubscriptionPages } from "./subscription-routes.ts";

const assets = {
  "sandbox.css": "text/css; charset=utf-8",
  "sandbox.js": "text/javascript; charset=utf-8",
} as const;

const PromptAct = z.object({ act: z.enum(["pay", "cancel", "wrong-pin", "no-money", "time-out"]) });
const Payment = z.object({ shortCode, msisdn, amount: shillings, reference: z.string().max(20).default("") });
const filled = z
  .string()
  .default("")
  .transform((text) => (text.trim() === "" ? null : text.trim()));
const Mode = z.object({
  mode: z.enum(modeNames),
  remaining: filled
    .transform((text) => (text === null ? null : Number(text)))
    .pipe(z.number().int().min(1).nullable()),
  account: filled,
  customer: filled,
});

function registerPlay(server: FastifyInstance, sandbox: Sandbox): void {
  const { mobileMoney: mobile } = sandbox;
  server.post("/play/prompts/:id", (request, reply) => {
    const { act } = readInput(PromptAct, request.body);
    if (act === "pay") payPrompt(mobile, idOf(request));
    else failPrompt(mobile, idOf(request), promptRefusals[act]);
    return reply.redirect("/", 303);
  });
  server.post("/play/payments", (request, reply) => {
    const { receipt, state } = payBill(mobile, readInput(Payment, request.body));
    return reply.redirect(`/?notice=${encodeURIComponent(`${receipt}: ${state}`)}`, 303);
  });
  server.post("/play/modes", (request, reply) => {
    sandbox.modes.add(readInput(Mode, request.body));
    return reply.redirect("/#modes", 303);
  });
  server.post("/play/modes/:id/off", (request, reply) => {
    sandbox.modes.remove(idOf(request));
    return reply.redirect("/#modes", 303);
  });
  server.post("/play/deliveries/:id/again", (request, reply) => {
    sandbox.outbox.sendAgain(idOf(request));
    return reply.redirect("/#deliveries", 303);
  });
}

/** The pages on which a person plays the tenant: HTML, forms, and a little script that is not needed. */
export function registerPages(server: FastifyInstance, sandbox: Sandbox): void {
  server.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (_request, body, done) => done(null, parseForm(String(body))),
  );
  server.addHook("onRequest", async (request, reply) => {
    void reply
      .header("content-security-policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'")
      .header("x-content-type-options", "nosniff")
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8");
    // Another site's form must not play here.
    if (request.method === "POST" && request.headers["sec-fetch-site"] === "cross-site")
      return reply.code(403).send("");
  });
  server.setErrorHandler((error, _request, reply) => {
    const isExpected = isAppError(error);
    if (!isExpected) sandbox.log.error({ error }, "page failed");
    const status = isAppError(error, "NOT_FOUND") ? 404 : isExpected ? 400 : 500;
    const message = isExpected ? error.message : "Something went wrong.";
    return reply.code(status).send(
      page(
        "Payment sandbox",
        html`<main class="card-page">
          <p class="problem">${message}</p>
          <a class="quiet" href="/">Back</a>
        </main>`,
        { kind: "narrow" },
      ),
    );
  });
  for (const [name, type] of Object.entries(assets)) {
    const content = readFileSync(path.join(import.meta.dirname, "../../public", name));
    server.get(`/assets/${name}`, (_request, reply) => reply.type(type).send(content));
  }
  const Notice = z.object({ notice: z.string().max(200).optional() });
  server.get("/", (request) => homePage(sandbox, readInput(Notice, request.query).notice));
  registerPlay(server, sandbox);
  registerCheckoutPages(server, sandbox.stripe);
  registerBankPages(server, sandbox.bank);
  registerSubscriptionPages(server, sandbox.stripe);
}
