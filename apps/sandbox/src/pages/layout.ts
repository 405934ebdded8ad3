import { formatMoney } from "@stead/kernel/money";
import { toIsoMinor } from "../stripe/amounts.ts";
import { html, toText, type Html } from "./html.ts";

/** A whole page. `isLive` pages read themselves again while nobody types in them. */
export function page(title: string, body: Html, { isLive = false, kind = "wide" } = {}): string {
  return toText(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${title}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/assets/sandbox.css" />
          <script src="/assets/sandbox.js" defer></script>
        </head>
        <body class="${kind}" ${isLive ? html`data-live` : null}>
          ${body}
        </body>
      </html>`,
  );
}

/** An amount in Stripe's minor units, for people. */
export const stripeAmount = (amount: number, currency: string): string =>
  formatMoney(toIsoMinor(amount, currency), currency.toUpperCase());

/** `254700000001` as people write it. */
export const phoneText = (msisdn: string): string =>
  `+${msisdn.slice(0, 3)} ${msisdn.slice(3, 6)} ${msisdn.slice(6, 9)} ${msisdn.slice(9)}`;

export const timeText = (epochMs: number): Html =>
  html`<time datetime="${new Date(epochMs).toISOString()}"
    >${new Date(epochMs).toISOString().slice(11, 19)}</time
  >`;
