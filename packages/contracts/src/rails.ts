import type { FieldError } from "@stead/kernel/errors";

/** What a rail can do beside telling of money that came in. */
export type RailCapability =
  /** Asks a payer for money: a prompt on a phone, or a link to a page of the provider. */
  | "prompt"
  | "link"
  /** Answers what became of a collection, a refund or a payout. */
  | "query"
  /** Sends money back the way it came. */
  | "refund"
  /** Sends money to somebody's phone or account. */
  | "pay_out"
  /** Lists the money that came in, so that a lost callback is found. */
  | "pull"
  /** Asks before it takes money whether the reference is known. */
  | "validate";

/** What keeps a request to the provider from having its effect twice. */
export type RailIdempotency =
  /** A key of ours that the provider knows again and answers alike. */
  | "key"
  /** A conversation's id of ours that the provider refuses the second time. */
  | "refused_repeat"
  /** Nothing: a lost answer leaves it uncertain. */
  | "none";

export type RailSetting = {
  name: string;
  label: string;
  help: string;
  /** Secrets are never shown again once saved. */
  isSecret: boolean;
  isRequired: boolean;
  /** What a value must look like, as a regular expression, and the rule in words. */
  pattern?: string;
  rule?: string;
  choices?: readonly string[];
};

/** All that the rest of Stead knows of a rail: another rail is one more entry and its adapter. */
export type RailDescriptor = {
  name: string;
  /** How the path of its callbacks names it. Daraja takes no address that holds the word M-Pesa. */
  door: string;
  /** The ledger account on which its money waits for the settlement. */
  clearing: { code: string; name: string };
  /** Currencies it carries; null for any. */
  currencies: readonly string[] | null;
  /** The smallest unit it takes, in minor units of the currency; 1 where left out. */
  unitMinor: Readonly<Record<string, number>>;
  /** The least and most of one transaction, in minor units; none where left out. */
  limitsMinor: Readonly<Record<string, { least: number; most: number }>>;
  /** What its account is called, such as a short code. */
  accountLabel: string;
  accountPattern: string;
  accountRule: string;
  capabilities: readonly RailCapability[];
  idempotency: RailIdempotency;
  /** The form of its own statements; that of a bank's where left out. */
  statementFormat?: "mpesa";
  settings: readonly RailSetting[];
  /** Minutes after which a collection that nobody answered has expired. */
  promptMinutes: number;
  /** Where people answer a dispute with the provider; `{account}` and `{dispute}` are the provider's names. */
  disputePage?: string;
};

const text = (name: string, label: string, help: string, more: Partial<RailSetting> = {}): RailSetting => ({
  name,
  label,
  help,
  isSecret: false,
  isRequired: true,
  ...more,
});
const secret = (name: string, label: string, help: string, more: Partial<RailSetting> = {}): RailSetting =>
  text(name, label, help, { isSecret: true, ...more });

/** The rails that money can come in by, beside cash and the bank's statement. */
export const railDescriptors = {
  mpesa: {
    name: "M-Pesa",
    door: "mobile",
    clearing: { code: "1010", name: "M-Pesa clearing" },
    currencies: ["KES"],
    // Whole shillings, at most 250,000 a transaction.
    unitMinor: { KES: 100 },
    limitsMinor: { KES: { least: 100, most: 25_000_000 } },
    accountLabel: "Short code",
    accountPattern: "^\\d{5,7}$",
    accountRule: "write the paybill or till number: five to seven digits",
    capabilities: ["prompt", "query", "refund", "pay_out", "pull", "validate"],
    idempotency: "refused_repeat",
    statementFormat: "mpesa",
    promptMinutes: 3,
    settings: [
      text("kind", "Kind of number", "Paybill numbers take a reference, tills do not.", {
        choices: ["paybill", "till"],
      }),
      text("consumerKey", "Consumer key", "Of the app on the Daraja portal."),
      secret("consumerSecret", "Consumer secret", "Of the same app."),
      secret("passkey", "Passkey", "Sent by Safaricom when M-Pesa Express is switched on."),
      text(
        "headOffice",
        "Head office or store number",
        "Only for tills: the number that prompts are sent from.",
        {
          isRequired: false,
          pattern: "^\\d{5,7}$",
          rule: "five to seven digits",
        },
      ),
      text("initiatorName", "Initiator", "API user that may ask for status, reversals and payouts.", {
        isRequired: false,
      }),
      secret(
        "initiatorPassword",
        "Initiator's password",
        "Kept encrypted; sent only as Daraja's security credential.",
        {
          isRequired: false,
        },
      ),
      text("certificate", "Daraja's certificate", "PEM text of the certificate that encrypts the password.", {
        isRequired: false,
      }),
      text("nominatedNumber", "Nominated number", "Phone that was named for pulling transactions.", {
        isRequired: false,
      }),
    ],
  },
  stripe: {
    name: "Card",
    door: "card",
    clearing: { code: "1020", name: "Stripe clearing" },
    currencies: null,
    unitMinor: {},
    limitsMinor: {},
    accountLabel: "Stripe account",
    accountPattern: "^acct_[A-Za-z0-9]{6,}$",
    accountRule: "write the account's id, as acct_1AbC...",
    capabilities: ["link", "query", "refund", "pull"],
    idempotency: "key",
    promptMinutes: 60 * 24,
    disputePage: "https://dashboard.stripe.com/{account}/disputes/{dispute}",
    settings: [
      secret("secretKey", "Secret key", "The agency's own key, sk_... or a restricted rk_...", {
        pattern: "^(sk|rk)_[A-Za-z0-9_]+$",
        rule: "a key that begins with sk_ or rk_",
      }),
      secret(
        "webhookSecrets",
        "Signing secrets",
        "whsec_... of the endpoint; two, separated by a comma, while one is replaced.",
        {
          pattern: "^whsec_[A-Za-z0-9+/=_-]+(\\s*,\\s*whsec_[A-Za-z0-9+/=_-]+)*$",
          rule: "secrets that begin with whsec_",
        },
      ),
    ],
  },
  jirani: {
    name: "Jirani Bank",
    door: "bank",
    clearing: { code: "1025", name: "Jirani Bank clearing" },
    currencies: ["KES"],
    unitMinor: {},
    limitsMinor: { KES: { least: 1_000, most: 100_000_000 } },
    accountLabel: "Account number",
    accountPattern: "^\\d{10,14}$",
    accountRule: "write the account's number: ten to fourteen digits",
    capabilities: ["link", "query", "refund", "pay_out", "pull"],
    idempotency: "key",
    promptMinutes: 60 * 24,
    settings: [
      secret("apiKey", "API key", "Of the account, from the bank's portal."),
      secret(
        "noticeKeys",
        "Notice keys",
        "Id and secret of what the bank signs with, as id:secret; two, separated by a comma, while one is replaced.",
        {
          pattern: "^[\\w-]{1,64}:[^\\s,]{16,}(\\s*,\\s*[\\w-]{1,64}:[^\\s,]{16,})*$",
          rule: "as id:secret, secrets of at least 16 characters",
        },
      ),
    ],
  },
} as const satisfies Record<string, RailDescriptor>;

export type RailId = keyof typeof railDescriptors;
export const railIds = Object.keys(railDescriptors) as [RailId, ...RailId[]];

export function railDescriptor(rail: RailId): RailDescriptor {
  return railDescriptors[rail];
}

/** The name of a rail, for people. */
export const railNames = Object.fromEntries(
  railIds.map((rail) => [rail, railDescriptors[rail].name]),
) as Record<RailId, string>;

/** The operator's setting that says where a rail's provider is. */
export type RailAddressName = `${Uppercase<RailId>}_BASE_URL`;

export function railAddressName(rail: RailId): RailAddressName {
  return `${rail.toUpperCase() as Uppercase<RailId>}_BASE_URL`;
}

/** What is wrong with the account and the settings that somebody entered for a rail; empty when nothing is. */
export function checkRailSettings(
  rail: RailId,
  account: string,
  settings: Readonly<Record<string, string | undefined>>,
): FieldError[] {
  const descriptor = railDescriptor(rail);
  const known = new Set(descriptor.settings.map(({ name }) => name));
  const strangers = Object.keys(settings)
    .filter((name) => !known.has(name))
    .map((name) => fieldError(name, "known", `${descriptor.name} has no such setting: leave it out.`));
  const wrong = descriptor.settings.flatMap((setting) => checkSetting(setting, settings[setting.name] ?? ""));
  const isAccount = new RegExp(descriptor.accountPattern).test(account);
  const accountErrors = isAccount
    ? []
    : [
        {
          path: "account",
          rule: "pattern",
          message: `${descriptor.accountLabel}: ${descriptor.accountRule}.`,
        },
      ];
  return [...accountErrors, ...wrong, ...strangers];
}

const fieldError = (name: string, rule: string, message: string): FieldError => ({
  path: `settings.${name}`,
  rule,
  message,
});

function checkSetting(setting: RailSetting, value: string): FieldError[] {
  const { name, label, isRequired, pattern, rule, choices } = setting;
  if (value.trim() === "")
    return isRequired ? [fieldError(name, "required", `${label} is missing: enter it.`)] : [];
  if (choices !== undefined && !choices.includes(value))
    return [fieldError(name, "choice", `${label}: choose one of ${choices.join(", ")}.`)];
  if (pattern !== undefined && !new RegExp(pattern).test(value))
    return [fieldError(name, "pattern", `${label}: enter ${rule ?? "it in another form"}.`)];
  return value.length > mostSettingLength
    ? [fieldError(name, "length", `${label} is too long: at most ${mostSettingLength} characters.`)]
    : [];
}

/** A certificate in PEM is the longest. */
const mostSettingLength = 8_000;
