import { promptText } from "../mpesa/prompts.ts";
import type { MobileMoney } from "../mpesa/mobile-money.ts";
import type { Prompt } from "../mpesa/rows.ts";
import { html, type Html } from "./html.ts";
import { phoneText } from "./layout.ts";

const shownPrompts = 12;

const refusals = [
  ["cancel", "Cancel"],
  ["wrong-pin", "Wrong PIN"],
  ["no-money", "No money"],
  ["time-out", "No answer"],
] as const;

function phone(mobile: MobileMoney, prompt: Prompt): Html {
  const merchant = mobile.merchants.get(prompt.shortCode) ?? { name: prompt.shortCode };
  return html`<article class="phone" aria-label="Phone ${phoneText(prompt.msisdn)}">
    <header>${phoneText(prompt.msisdn)}</header>
    <div class="prompt">
      <h3>M-PESA</h3>
      <p>${promptText(merchant, prompt)}</p>
      <form method="post" action="/play/prompts/${prompt.checkoutRequestId}">
        <label>
          Enter M-PESA PIN
          <input
            name="pin"
            type="password"
            inputmode="numeric"
            autocomplete="off"
            maxlength="4"
            placeholder="any 4 digits"
          />
        </label>
        <button name="act" value="pay" class="primary">Pay</button>
        <div class="others">
          ${refusals.map(([act, label]) => html`<button name="act" value="${act}">${label}</button>`)}
        </div>
      </form>
    </div>
  </article>`;
}

function payBillForm(mobile: MobileMoney): Html {
  const merchants = [...mobile.merchants.values()];
  if (merchants.length === 0) {
    return html`<p class="empty">
      No paybill is known yet. The first request that names one makes it known.
    </p>`;
  }
  return html`<form method="post" action="/play/payments" class="fields">
    <label>
      Paybill or till
      <select name="shortCode">
        ${merchants.map(({ shortCode, name }) => html`<option value="${shortCode}">${shortCode} · ${name}</option>`)}
      </select>
    </label>
    <label>Account number <input name="reference" maxlength="20" placeholder="KLM-B04" /></label>
    <label
      >Amount, whole shillings <input name="amount" inputmode="numeric" pattern="[0-9]+" required
    /></label>
    <label
      >From phone
      <input name="msisdn" inputmode="numeric" value="254700000001" pattern="254[0-9]{9}" required
    /></label>
    <button class="primary">Pay by hand</button>
  </form>`;
}

/** The phones that were asked for money, and paying a paybill without being asked. */
export function phonesSection(mobile: MobileMoney): Html {
  const waiting = [...mobile.prompts.values()].filter(({ state }) => state === "pending").toReversed();
  return html`<section id="phones">
    <h2>Phones <small>${waiting.length} waiting</small></h2>
    ${
      waiting.length === 0
        ? html`<p class="empty">
            No phone has a prompt. One appears here as soon as somebody is asked to pay.
          </p>`
        : html`<div class="phones">
            ${waiting.slice(0, shownPrompts).map((prompt) => phone(mobile, prompt))}
          </div>`
    }
    ${waiting.length > shownPrompts && html`<p class="empty">and ${waiting.length - shownPrompts} more</p>`}
    <h3>Pay a paybill by hand</h3>
    ${payBillForm(mobile)}
  </section>`;
}
