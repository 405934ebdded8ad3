type Facts = {
  status: number;
  type: "invalid_request_error" | "card_error" | "idempotency_error" | "api_error";
  message: string;
  code?: string;
  param?: string;
  /** More fields of the envelope, such as `decline_code` or `payment_intent`. */
  more?: Record<string, unknown>;
};

/** An answer of Stripe that is no success. */
export class StripeError extends Error {
  override readonly name = "StripeError";
  readonly facts: Facts;

  constructor(facts: Facts) {
    super(facts.message);
    this.facts = facts;
  }

  get body(): { error: Record<string, unknown> } {
    const { type, message, code, param, more } = this.facts;
    return {
      error: { ...(code && { code }), ...more, message, ...(param && { param }), type },
    };
  }
}

const invalid = (message: string, code?: string, param?: string, status = 400) =>
  new StripeError({
    status,
    type: "invalid_request_error",
    message,
    ...(code !== undefined && { code }),
    ...(param !== undefined && { param }),
  });

/** Stripe's errors, by what is wrong. */
export const stripeErrors = {
  invalid,
  noKey: () =>
    invalid(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      undefined,
      undefined,
      401,
    ),
  wrongKey: (key: string) =>
    invalid(`Invalid API Key provided: ${"*".repeat(8)}${key.slice(-4)}`, undefined, undefined, 401),
  noPath: (method: string, url: string) =>
    invalid(`Unrecognized request URL (${method}: ${url}).`, undefined, undefined, 404),
  missing: (param: string) => invalid(`Missing required param: ${param}.`, "parameter_missing", param),
  noSuch: (kind: string, id: string, param = "id") =>
    invalid(`No such ${kind}: '${id}'`, "resource_missing", param, 404),
  notExpandable: (path: string) =>
    invalid(`This property cannot be expanded (${path}).`, undefined, "expand"),
  unexpectedState: (code: string, message: string) => invalid(message, code),
  keyReused: (key: string) =>
    new StripeError({
      status: 400,
      type: "idempotency_error",
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    }),
  keyInUse: (key: string) =>
    new StripeError({
      status: 409,
      type: "idempotency_error",
      code: "idempotency_key_in_use",
      message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    }),
  keyTooLong: () => invalid("Idempotency keys can be at most 255 characters.", undefined, undefined),
  tooMany: () =>
    invalid(
      "Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.",
      "rate_limit",
      undefined,
      429,
    ),
  internal: () => new StripeError({ status: 500, type: "api_error", message: "An unknown error occurred." }),
} as const;
