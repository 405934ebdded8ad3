import type { CheckoutSession, PaymentIntent, PaymentMethodType } from "../stripe/objects.ts";
import { testMethods } from "../stripe/sample-methods.ts";
import { hiddenOf, type Call } from "../stripe/side.ts";
import { html, type Html } from "./html.ts";
import { page, stripeAmount } from "./layout.ts";

const labels: Record<string, string> = {
  pm_card_visa: "Card that is good",
  pm_card_chargeDeclined: "Card that is declined",
  pm_card_chargeCustomerFail: "Card that is taken and declined later",
  pm_card_chargeDeclinedInsufficientFunds: "Card without enough money",
  pm_card_authenticationRequired: "Card whose bank asks first",
  pm_card_createDispute: "Card whose owner complains later",
  pm_usBankAccount: "US bank account that pays later",
  pm_usBankAccount_debitNotAuthorized: "US bank account that refuses later",
  pm_sepaDebit: "SEPA debit that pays later",
  pm_sepaDebit_fail: "SEPA debit that is refused later",
  pm_bacsDebit: "Bacs debit that pays later",
};

type Line = { description: string; quantity: number; amount_total: number; currency: string };

function summary(call: Call, session: CheckoutSession): Html {
  const lines = (hiddenOf(call, session.id).lineItems ?? []) as Line[];
  const total = stripeAmount(session.amount_total ?? 0, session.currency ?? call.account.currency);
  return html`<header class="summary">
    <p>${call.account.name}</p>
    <h1>${session.mode === "setup" ? "Save a way to pay" : total}</h1>
    <ul>
      ${lines.map(
        ({ description, quantity, amount_total: amount, currency }) =>
          html`<li>
            <span>${quantity > 1 && `${quantity} × `}${description}</span>
            <span>${stripeAmount(amount, currency)}</span>
          </li>`,
      )}
    </ul>
  </header>`;
}

/** The test methods of some types, as a choice. */
export function choices(types: readonly PaymentMethodType[]): Html {
  const wanted = testMethods.filter(({ token, type }) => token in labels && types.includes(type));
  return html`<fieldset>
    <legend>Pay with</legend>
    ${wanted.map(
      ({ token, number }, index) =>
        html`<label class="choice">
          <input type="radio" name="method" value="${token}" ${index === 0 && html`checked`} />
          <span>${labels[token]}<small>${number}</small></span>
        </label>`,
    )}
  </fieldset>`;
}

/** The card page of a session: pay with one of the test methods, or go back. */
export function checkoutPage(call: Call, session: CheckoutSession, problem: string | undefined): string {
  const ended = session.status === "complete" ? "This was paid already." : "This link has expired.";
  return page(
    "Pay",
    html`<main class="card-page">
      ${summary(call, session)}
      ${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
      ${
        session.status === "open"
          ? html`<form method="post" action="/checkout/${session.id}">
              ${choices(session.payment_method_types)}
              <button class="primary">${session.mode === "setup" ? "Save" : "Pay"}</button>
              ${session.cancel_url !== null && html`<a class="quiet" href="${session.cancel_url}">Cancel and go back</a>`}
            </form>`
          : html`<p class="empty">${ended}</p>`
      }
      <footer>A sandbox: no card is charged.</footer>
    </main>`,
    { kind: "narrow" },
  );
}

/** Where a customer's bank asks whether it is them. */
export function bankPage(intent: PaymentIntent): string {
  return page(
    "Your bank asks",
    html`<main class="card-page">
      <header class="summary">
        <p>Your bank</p>
        <h1>Is this you?</h1>
        <p>A payment of ${stripeAmount(intent.amount, intent.currency)} waits for your approval.</p>
      </header>
      ${
        intent.status === "requires_action"
          ? html`<form method="post" action="/authenticate/${intent.id}">
              <button class="primary" name="answer" value="yes">Approve</button>
              <button name="answer" value="no">Refuse</button>
            </form>`
          : html`<p class="empty">This was answered already.</p>`
      }
    </main>`,
    { kind: "narrow" },
  );
}
