import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeEach } from "vitest";
import { startWireServer, type TakenRequest, type WireAnswer } from "../../test-servers.ts";
import { openRail } from "../open-rail.ts";
import type { RailAccount, RailProvider } from "../rail-provider.ts";

/** The key of one test's service: what Daraja would hold is not in the tree. */
const pair = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
export const { privateKey } = pair;
export const secrets = {
  consumerSecret: "consumer-secret-planted",
  passkey: "passkey-planted",
  initiatorPassword: "initiator-password-planted",
};
export const phone = "+254712345678";
export const account: RailAccount = {
  id: "a-1",
  rail: "mpesa",
  account: "600966",
  callbackUrl: "https://stead.test/webhooks/mobile/f00d",
  settings: {
    kind: "paybill",
    consumerKey: "consumer-key",
    initiatorName: "stead-api",
    certificate: pair.publicKey,
    nominatedNumber: "254700000000",
    ...secrets,
  },
};
export const signal = new AbortController().signal;
export const clock = { now: Date.parse("2026-11-21T07:30:00Z"), nowMs: () => clock.now };
export const collecting = {
  attemptId: "0199-attempt",
  amountMinor: 2_500_000,
  currency: "KES",
  reference: "KLM-B04",
  description: "Rent November 2026",
  phone,
  email: null,
  returnUrl: null,
};
export const moving = {
  requestKey: "0199-move",
  amountMinor: 4_120_000,
  currency: "KES",
  reason: "Deposit returned",
};

export const acknowledged: WireAnswer = {
  status: 200,
  body: {
    MerchantRequestID: "m-1",
    CheckoutRequestID: "ws_CO_1",
    ConversationID: "AG_1",
    OriginatorConversationID: "o-1",
    ResponseCode: "0",
    ResponseDescription: "Success",
  },
};
export const refusal = (status: number, errorCode: string, errorMessage: string): WireAnswer => ({
  status,
  body: { requestId: "r-1", errorCode, errorMessage },
});

export type TestDaraja = {
  url: string;
  /** What is answered behind the token; `start` sets it back. */
  answer: (path: string, body: Record<string, unknown>) => WireAnswer;
  /** Instead of a token, where it is set. */
  refuseToken: WireAnswer | undefined;
  tokens: string[];
  taken: TakenRequest[];
  /** Requests behind the token, and their bodies. */
  asked(): TakenRequest[];
  bodies(): Record<string, unknown>[];
  /** Of the account as it is, opened for this test. */
  rail: RailProvider;
  open(settings?: Record<string, string>, baseUrl?: string): RailProvider;
  reset(): void;
  close(): Promise<void>;
};

/** The same for a file's tests: set back before each, closed after the last. */
export async function useDaraja(): Promise<TestDaraja> {
  const daraja = await startDaraja();
  afterAll(() => daraja.close());
  beforeEach(() => daraja.reset());
  return daraja;
}

/** A throw-away Daraja for what the sandbox does not say: every answer is told to it. */
async function startDaraja(): Promise<TestDaraja> {
  const wire = await startWireServer();
  const bodyOf = ({ text }: TakenRequest) => JSON.parse(text) as Record<string, unknown>;
  const open = (settings: Record<string, string> = {}, baseUrl = wire.url) =>
    openRail(
      { ...account, settings: { ...account.settings, ...settings } },
      { baseUrls: { mpesa: baseUrl }, clock, limits: { pauseMs: 1, tryMs: 300, leastCalls: 20 } },
    );
  const daraja: TestDaraja = {
    url: wire.url,
    open,
    rail: open(),
    answer: () => acknowledged,
    refuseToken: undefined,
    tokens: [],
    taken: wire.taken,
    asked: () => wire.taken.filter(({ path }) => !path.startsWith("/oauth")),
    bodies: () => daraja.asked().map(bodyOf),
    reset: () => {
      wire.taken.length = 0;
      daraja.rail = daraja.open();
      Object.assign(daraja, { tokens: [], refuseToken: undefined, answer: () => acknowledged });
    },
    close: () => wire.close(),
  };
  wire.answer = (request) => {
    if (!request.path.startsWith("/oauth")) {
      const isGood = request.headers.authorization === `Bearer ${daraja.tokens.at(-1) ?? ""}`;
      if (!isGood) return refusal(404, "404.001.03", "Invalid Access Token");
      return daraja.answer(request.path, bodyOf(request));
    }
    if (daraja.refuseToken !== undefined) return daraja.refuseToken;
    daraja.tokens.push(`token-${daraja.tokens.length + 1}`);
    return { status: 200, body: { access_token: daraja.tokens.at(-1), expires_in: "3599" } };
  };
  return daraja;
}
