import { formatMoney } from "@stead/kernel/money";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { idOf, readInput } from "../control/inputs.ts";
import { closeRequest, payerActs, payerRefusals, payRequest } from "../jirani/requests.ts";
import type { PayRequest } from "../jirani/rows.ts";
import type { BankSide } from "../jirani/side.ts";
import { html, type Html } from "./html.ts";
import { page, timeText } from "./layout.ts";

const shownRows = 15;
const labels = {
  pay: "Pay",
  decline: "Decline",
  "no-money": "Not enough money",
  limit: "Above the limit",
  blocked: "Account is blocked",
  unavailable: "Bank is not available",
  expire: "Let it expire",
} as const;

/** Requests of the bank that wait for their payers. */
export function bankSection({ requests }: BankSide): Html {
  const open = [...requests.values()].filter(({ status }) => status === "open").toReversed();
  return html`<section id="bank">
    <h2>Jirani Bank <small>${open.length} open</small></h2>
    ${
      open.length === 0
        ? html`<p class="empty">No request waits. Links that tenants get lead here.</p>`
        : html`<ul class="rows">
            ${open.slice(0, shownRows).map(
              ({ id, amountMinor, currency, reference, createdMs }) =>
                html`<li>
                  <a href="/pay/${id}">${formatMoney(amountMinor, currency)}</a>
                  <span>${reference}</span>
                  ${timeText(createdMs)}
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function payPage({ accounts }: BankSide, request: PayRequest): string {
  const { id, account, amountMinor, currency, reference, narrative, status, returnUrl } = request;
  return page(
    "Jirani Bank",
    html`<main class="card-page">
      <header class="summary">
        <p>${accounts.get(account)?.name ?? account}</p>
        <h1>${formatMoney(amountMinor, currency)}</h1>
        <ul>
          <li>
            <span>${narrative}</span>
            <span>${reference}</span>
          </li>
        </ul>
      </header>
      ${
        status === "open"
          ? html`<form method="post" action="/pay/${id}">
              <fieldset>
                <legend>Answer the request</legend>
                ${payerActs.map(
                  (act, index) =>
                    html`<label class="choice">
                      <input type="radio" name="act" value="${act}" ${index === 0 && html`checked`} />
                      <span>${labels[act]}</span>
                    </label>`,
                )}
              </fieldset>
              <button class="primary">Send</button>
            </form>`
          : html`<p class="empty">This request is ${status}.</p>`
      }
      ${returnUrl !== null && html`<a class="quiet" href="${returnUrl}">Go back</a>`}
      <footer>A sandbox: no money moves.</footer>
    </main>`,
    { kind: "narrow" },
  );
}

/** The bank's page on which a payer says yes or no. */
export function registerBankPages(server: FastifyInstance, side: BankSide): void {
  server.get("/pay/:id", (request) => payPage(side, side.requests.need(idOf(request))));
  server.post("/pay/:id", (request, reply) => {
    const { act } = readInput(z.object({ act: z.enum(payerActs) }), request.body);
    const id = idOf(request);
    const ended = act === "pay" ? payRequest(side, id) : closeRequest(side, id, payerRefusals[act]);
    return reply.redirect(
      ended.status === "paid" && ended.returnUrl !== null ? ended.returnUrl : `/pay/${id}`,
      303,
    );
  });
}
