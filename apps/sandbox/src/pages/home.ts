import { formatMoney } from "@stead/kernel/money";
import { listLedger } from "../control/ledger.ts";
import { modeNames, modes } from "../modes/table.ts";
import type { Sandbox } from "../sandbox.ts";
import type { CheckoutSession } from "../stripe/objects.ts";
import type { StripeSide } from "../stripe/side.ts";
import { bankSection } from "./bank-pages.ts";
import { html, type Html } from "./html.ts";
import { page, stripeAmount, timeText } from "./layout.ts";
import { phonesSection } from "./phones.ts";
import { subscriptionsSection } from "./subscriptions.ts";

const shownRows = 15;
const railNames = { mpesa: "M-Pesa", stripe: "Stripe", jirani: "Jirani Bank" } as const;

function checkoutSection({ accounts, ofKind }: StripeSide): Html {
  const open = [...accounts.values()]
    .flatMap(({ id }) => ofKind(id, "checkout.session").map(({ value }) => value as CheckoutSession))
    .filter(({ status }) => status === "open")
    .toReversed();
  return html`<section id="cards">
    <h2>Cards <small>${open.length} open</small></h2>
    ${
      open.length === 0
        ? html`<p class="empty">No checkout is open. Links that tenants get lead here.</p>`
        : html`<ul class="rows">
            ${open.slice(0, shownRows).map(
              (session) =>
                html`<li>
                  <a href="/checkout/${session.id}">
                    ${session.mode === "setup" ? "Save a card" : stripeAmount(session.amount_total ?? 0, session.currency ?? "gbp")}
                  </a>
                  <span>${session.client_reference_id ?? session.customer_email ?? session.mode}</span>
                  ${timeText(session.created * 1_000)}
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function modesSection({ modes: rules }: Sandbox): Html {
  const on = rules.list();
  return html`<section id="modes">
    <h2>What goes wrong <small>${on.length === 0 ? "nothing" : `${on.length} on`}</small></h2>
    ${
      on.length > 0 &&
      html`<ul class="rows modes">
        ${on.map(
          ({ id, mode, remaining, account, customer }) =>
            html`<li>
              <strong>${mode}</strong>
              <span>
                ${remaining === null ? "always" : `the next ${remaining}`}${account !== null && `, account ${account}`}${customer !== null && `, customer ${customer}`}
              </span>
              <form method="post" action="/play/modes/${id}/off"><button>Switch off</button></form>
            </li>`,
        )}
      </ul>`
    }
    <form method="post" action="/play/modes" class="fields">
      <label>
        Failure
        <select name="mode" data-explain>
          ${modeNames.map((name) => html`<option value="${name}" data-sentence="${modes[name].sentence}">${name}</option>`)}
        </select>
        <output class="hint">${modes[modeNames[0]].sentence}</output>
      </label>
      <label
        >How often <input name="remaining" inputmode="numeric" pattern="[0-9]*" placeholder="always"
      /></label>
      <label>Only account <input name="account" placeholder="short code or acct_…" /></label>
      <label>Only customer <input name="customer" placeholder="2547… or cus_…" /></label>
      <button class="primary">Switch on</button>
    </form>
  </section>`;
}

function ledgerSection(sandbox: Sandbox): Html {
  const { items } = listLedger(sandbox, { limit: Number.MAX_SAFE_INTEGER });
  const last = items.slice(-shownRows).toReversed();
  return html`<section id="ledger">
    <h2>Money that moved <small>${items.length}</small></h2>
    ${
      last.length === 0
        ? html`<p class="empty">Nothing has moved yet.</p>`
        : html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th>Time (UTC)</th>
                  <th>Kind</th>
                  <th>Id</th>
                  <th>Reference</th>
                  <th class="amount">Amount</th>
                  <th>State</th>
                </tr>
              </thead>
              <tbody>
                ${last.map(
                  (row) =>
                    html`<tr>
                      <td>${timeText(Date.parse(row.at))}</td>
                      <td>${railNames[row.rail]} ${row.kind}</td>
                      <td><code title="${row.id}">${row.id}</code></td>
                      <td>${row.reference}</td>
                      <td class="amount">${formatMoney(row.amountMinor, row.currency)}</td>
                      <td><span class="state ${row.state}">${row.state}</span></td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

function deliveriesSection({ outbox }: Sandbox): Html {
  const last = [...outbox.deliveries.values()].slice(-shownRows).toReversed();
  if (last.length === 0) return html``;
  return html`<section id="deliveries">
    <h2>What was told</h2>
    <ul class="rows">
      ${last.map(
        ({ id, subject, state, attempts, createdMs }) =>
          html`<li>
            ${timeText(createdMs)}
            <span>${subject}</span>
            <span class="state ${state}">
              ${state}${attempts.length > 0 && ` · ${attempts.map(({ status }) => status ?? "no answer").join(", ")}`}
            </span>
            <form method="post" action="/play/deliveries/${id}/again"><button>Send again</button></form>
          </li>`,
      )}
    </ul>
  </section>`;
}

/** The first page: phones, cards, what goes wrong, and what the providers hold. */
export function homePage(sandbox: Sandbox, notice: string | undefined): string {
  return page(
    "Payment sandbox",
    html`<header class="top">
        <h1>Payment sandbox</h1>
        <p>Play the tenant's phone or card. No money moves in the world.</p>
      </header>
      ${notice !== undefined && html`<p class="notice" role="status">${notice}</p>`}
      <main>
        <div class="column">
          ${phonesSection(sandbox.mobileMoney)}${checkoutSection(sandbox.stripe)}
          ${subscriptionsSection(sandbox.stripe)}${bankSection(sandbox.bank)}
        </div>
        <div class="column">
          ${ledgerSection(sandbox)}${modesSection(sandbox)}${deliveriesSection(sandbox)}
        </div>
      </main>`,
    { isLive: true },
  );
}
