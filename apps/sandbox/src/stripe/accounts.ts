import { createHash } from "node:crypto";
import { stripeErrors } from "./errors.ts";
import { randomText } from "./ids.ts";
import { nowSeconds, type StripeAccount, type StripeSide } from "./side.ts";

/** The API version of accounts that were not told another. */
const accountApiVersion = "2026-07-29.dahlia";

const keyPattern = /^(sk|rk)_(test|live)_\S+$/;

/** Inside an act: a new account with its first key. */
export function newAccount(
  side: StripeSide,
  fields: Partial<StripeAccount> & Pick<StripeAccount, "keys">,
): StripeAccount {
  // The same key makes the same account again, also over an empty journal.
  const digest = createHash("sha256")
    .update(fields.keys[0] ?? randomText(16))
    .digest("hex");
  const id = fields.id ?? `acct_1${digest.slice(0, 15)}`;
  return side.accounts.put(id, {
    name: "Sandbox account",
    country: "GB",
    currency: "gbp",
    apiVersion: accountApiVersion,
    created: nowSeconds(side),
    ...fields,
    id,
  });
}

function readKey(authorization: string | undefined): string {
  const bearer = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const basic = /^Basic (.+)$/.exec(authorization ?? "")?.[1];
  return Buffer.from(basic ?? "", "base64")
    .toString("utf8")
    .replace(/:.*$/, "");
}

/**
 * Inside an act: the account of an API key, taken on at its first use when that is allowed. `connected` names another
 * account to act for, as the `Stripe-Account` header does.
 */
export function findAccount(
  side: StripeSide,
  authorization: string | undefined,
  connected: string | undefined,
): StripeAccount {
  const key = readKey(authorization);
  if (key === "") throw stripeErrors.noKey();
  const known = side.accountOfKey(key);
  if (known === undefined && (!side.settings.now.isFirstUseOpen || !keyPattern.test(key))) {
    throw stripeErrors.wrongKey(key);
  }
  const own = known ?? newAccount(side, { keys: [key] });
  if (connected === undefined || connected === own.id) return own;
  const other = side.accounts.get(connected);
  if (other !== undefined) return other;
  if (side.settings.now.isFirstUseOpen) return newAccount(side, { id: connected, keys: [] });
  throw stripeErrors.invalid(
    `The provided key '${key.slice(0, 8)}***' does not have access to account '${connected}' (or that account does not exist).`,
    "account_invalid",
    undefined,
    403,
  );
}

/** The account as the API shows it. */
export function showAccount({ id, name, country, currency, created }: StripeAccount): object {
  return {
    id,
    object: "account",
    business_profile: { mcc: null, name, product_description: null, support_email: null, url: null },
    business_type: "company",
    capabilities: { card_payments: "active", transfers: "active" },
    charges_enabled: true,
    controller: { type: "account" },
    country,
    created,
    default_currency: currency,
    details_submitted: true,
    email: null,
    external_accounts: {
      object: "list",
      data: [],
      has_more: false,
      url: `/v1/accounts/${id}/external_accounts`,
    },
    future_requirements: emptyRequirements,
    metadata: {},
    payouts_enabled: true,
    requirements: emptyRequirements,
    settings: {
      dashboard: { display_name: name, timezone: "Etc/UTC" },
      payouts: {
        debit_negative_balances: true,
        schedule: { delay_days: 2, interval: "daily" },
        statement_descriptor: null,
      },
    },
    tos_acceptance: { date: created },
    type: "standard",
  };
}

const emptyRequirements = {
  alternatives: [],
  current_deadline: null,
  currently_due: [],
  disabled_reason: null,
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
};
