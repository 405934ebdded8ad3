import type { Invoice, PortalSession, Subscription } from "../stripe/objects.ts";
import type { StripeSide } from "../stripe/side.ts";
import { choices } from "./checkout.ts";
import { html, type Html } from "./html.ts";
import { page, stripeAmount } from "./layout.ts";

const dayText = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(0, 10);

const priceText = ({ items }: Subscription) =>
  items.data
    .map(
      ({ price, quantity }) =>
        `${quantity} × ${stripeAmount(price.unit_amount, price.currency)} a ${price.recurring?.interval ?? "month"}`,
    )
    .join(", ");

function stateText(row: Subscription): string {
  const until = dayText(row.items.data[0]?.current_period_end ?? row.created);
  return row.cancel_at_period_end ? `ends on ${until}` : `${row.status}, until ${until}`;
}

const backTo = (url: string | null) => url !== null && html`<a class="quiet" href="${url}">Back</a>`;

function subscriptionRow(session: PortalSession, row: Subscription): Html {
  return html`<li>
    <span>${priceText(row)} <small>${stateText(row)}</small></span>
    <form method="post" action="/portal/${session.id}/${row.id}">
      <button name="ends" value="${row.cancel_at_period_end ? "no" : "yes"}">
        ${row.cancel_at_period_end ? "Keep it" : "End it"}
      </button>
    </form>
  </li>`;
}

/** Where a subscriber sees and ends subscriptions, pays what is open, and replaces the card. */
export function portalPage(
  session: PortalSession,
  subscriptions: readonly Subscription[],
  invoices: readonly Invoice[],
): string {
  return page(
    "Subscriptions",
    html`<main class="card-page">
      <header class="summary"><h1>Subscriptions</h1></header>
      ${subscriptions.length === 0 && html`<p class="empty">There is none.</p>`}
      <ul class="rows">
        ${subscriptions.map((row) => subscriptionRow(session, row))}
      </ul>
      ${
        invoices.length > 0 &&
        html`<ul class="rows">
          ${invoices.map(
            ({ id, number, amount_remaining: amount, currency }) =>
              html`<li>
                <a href="/invoice/${id}">Pay ${stripeAmount(amount, currency)}</a> <span>${number}</span>
              </li>`,
          )}
        </ul>`
      }
      <form method="post" action="/portal/${session.id}/method">
        ${choices(["card"])}
        <button class="primary">Use this card from now on</button>
      </form>
      ${backTo(session.return_url)}
    </main>`,
    { kind: "narrow" },
  );
}

/** An invoice that can be paid, or was. */
export function invoicePage(invoice: Invoice, problem: string | undefined): string {
  const isOpen = invoice.status === "open" || invoice.status === "uncollectible";
  return page(
    "Invoice",
    html`<main class="card-page">
      <header class="summary">
        <p>${invoice.number}</p>
        <h1>${stripeAmount(isOpen ? invoice.amount_remaining : invoice.amount_paid, invoice.currency)}</h1>
        <ul>
          ${invoice.lines.data.map(
            ({ description, amount, currency }) =>
              html`<li>
                <span>${String(description)}</span> <span>${stripeAmount(amount, currency)}</span>
              </li>`,
          )}
        </ul>
      </header>
      ${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
      ${
        isOpen
          ? html`<form method="post" action="/invoice/${invoice.id}">
              ${choices(["card"])}
              <button class="primary">Pay</button>
            </form>`
          : html`<p class="empty">It is ${invoice.status}.</p>`
      }
      <footer>A sandbox: no card is charged.</footer>
    </main>`,
    { kind: "narrow" },
  );
}

const shownRows = 10;
const acts: Partial<Record<Subscription["status"], readonly string[]>> = {
  trialing: ["renew", "renew-fails", "trial-will-end", "pause", "cancel"],
  active: ["renew", "renew-fails", "pause", "cancel"],
  past_due: ["pay", "unpaid", "cancel"],
  unpaid: ["pay", "cancel"],
  paused: ["resume", "cancel"],
  incomplete: ["pay", "cancel"],
};

/** Subscriptions with what may become of each. */
export function subscriptionsSection({ accounts, ofKind }: StripeSide): Html {
  const rows = [...accounts.values()]
    .flatMap(({ id }) => ofKind(id, "subscription").map(({ value }) => value as Subscription))
    .toReversed();
  if (rows.length === 0) return html``;
  return html`<section id="subscriptions">
    <h2>Subscriptions <small>${rows.length}</small></h2>
    <ul class="rows">
      ${rows.slice(0, shownRows).map(
        (row) =>
          html`<li>
            <span>${priceText(row)} <small>${stateText(row)}</small></span>
            <form method="post" action="/play/subscriptions/${row.id}">
              ${(acts[row.status] ?? []).map((act) => html`<button name="act" value="${act}">${act}</button> `)}
            </form>
          </li>`,
      )}
    </ul>
  </section>`;
}
