import type { Refusal } from "../modes/gate.ts";

/** Every error of the bank's API: its status, and what it says. */
const table = {
  unauthorized: { status: 401, message: "the API key is missing or wrong" },
  account_unknown: { status: 404, message: "there is no such account for this key" },
  not_found: { status: 404, message: "there is no such thing on this account" },
  invalid_field: { status: 422, message: "a field is missing or wrong" },
  currency_mismatch: { status: 422, message: "the account has another currency" },
  credit_unknown: { status: 422, message: "there is no such credit" },
  credit_returned: { status: 422, message: "no more than that credit goes back" },
  insufficient_balance: { status: 422, message: "the account does not hold that much" },
  key_reused: { status: 409, message: "the key was used for another request" },
  too_many: { status: 429, message: "too many requests" },
  quota: { status: 429, message: "the day's requests are used up" },
  busy: { status: 503, message: "the bank is busy; nothing was done" },
  internal: { status: 500, message: "something went wrong" },
} as const;

export type BankErrorCode = keyof typeof table;

/** An error of the wire: `{"error":{"code","message","field"}}`. */
export class BankError extends Error {
  override readonly name = "BankError";
  readonly code: BankErrorCode;
  readonly field: string | null;

  constructor(code: BankErrorCode, field: string | null = null) {
    super(table[code].message);
    this.code = code;
    this.field = field;
  }

  get status(): number {
    return table[this.code].status;
  }

  get body(): object {
    return { error: { code: this.code, message: this.message, field: this.field } };
  }
}

export const refusals: Record<Refusal, BankErrorCode> = {
  "error-500": "internal",
  "spike-arrest": "too_many",
  "quota-exceeded": "quota",
  "system-busy": "busy",
};
