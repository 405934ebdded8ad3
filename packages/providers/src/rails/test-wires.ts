import type { RailId } from "@stead/contracts/rails";
import type { AttemptState, InboundRequest, RailAccount } from "./rail-provider.ts";
import type { SandboxProcess } from "./test-sandbox.ts";

/** How a rail's payers and provider are played. */
export type RailWire = {
  /** An account that the provider knows, called back at this address. */
  prepare(callbackUrl: string): Promise<RailAccount>;
  wrongSettings: Record<string, string>;
  /** Another payer's each time. */
  nextPhone(): string;
  pay(ref: string): Promise<unknown>;
  /** The payer says no; answers how the attempt ends. */
  turnDown(ref: string): Promise<AttemptState>;
  /** The provider's names of the collections with a reference: more than one would be one too many. */
  refsOf(reference: string): Promise<string[]>;
  anyRef: string;
  /** Modes by which the same money is told in several ways. */
  manyRoads: { mode: string }[];
  collectSubject: string;
  isKeyed: boolean;
  isSigned: boolean;
  /** The same request from somebody else. */
  forge(request: InboundRequest): Partial<InboundRequest>;
  planted: string[];
};

const key = (kind: string) => `${kind}_${crypto.randomUUID().replaceAll("-", "")}`;

function mpesaWire({ play, url }: SandboxProcess): RailWire {
  const secrets = {
    consumerSecret: key("secret"),
    passkey: key("passkey"),
    initiatorPassword: key("password"),
  };
  const planted = Object.values(secrets);
  return {
    prepare: async (callbackUrl) => {
      await play("PUT", "/mpesa/merchants/600966", {
        consumerKey: "consumer-key",
        consumerSecret: secrets.consumerSecret,
        passkey: secrets.passkey,
        initiatorName: "stead-api",
        initiatorPassword: secrets.initiatorPassword,
      });
      const certificate = await (await fetch(`${url}/sandbox/mpesa/certificate`)).text();
      const settings = {
        kind: "paybill",
        consumerKey: "consumer-key",
        initiatorName: "stead-api",
        certificate,
        nominatedNumber: "254700000000",
        ...secrets,
      };
      return { id: "a-mpesa", rail: "mpesa", account: "600966", callbackUrl, settings };
    },
    wrongSettings: { consumerSecret: "another" },
    nextPhone: () => {
      const phone = `2547000${String(planted.length).padStart(5, "0")}`;
      planted.push(phone);
      return `+${phone}`;
    },
    pay: (ref) => play("POST", `/mpesa/prompts/${ref}/act`, { act: "pay" }),
    turnDown: async (ref) => {
      await play("POST", `/mpesa/prompts/${ref}/act`, { act: "cancel" });
      return "cancelled";
    },
    refsOf: async (reference) => {
      const { items } = await play<{ items: { checkoutRequestId: string; accountReference: string }[] }>(
        "GET",
        "/mpesa/prompts?limit=1000",
      );
      return items
        .filter((prompt) => prompt.accountReference === reference)
        .map(({ checkoutRequestId }) => checkoutRequestId);
    },
    anyRef: "ws_CO_1",
    manyRoads: [{ mode: "stk-and-c2b" }],
    collectSubject: "stk-push",
    isKeyed: false,
    isSigned: false,
    forge: () => ({ remoteAddress: "203.0.113.9" }),
    planted,
  };
}

function stripeWire({ play }: SandboxProcess): RailWire {
  const secretKey = key("sk_test");
  const secret = key("whsec");
  const id = "acct_1Contract0001";
  return {
    prepare: async (callbackUrl) => {
      await play("PUT", `/stripe/accounts/${id}`, { keys: [secretKey] });
      await play("POST", `/stripe/accounts/${id}/webhook-endpoints`, { url: callbackUrl, secret });
      return {
        id: "a-stripe",
        rail: "stripe",
        account: id,
        callbackUrl,
        settings: { secretKey, webhookSecrets: secret },
      };
    },
    wrongSettings: { secretKey: "sk_test_another" },
    nextPhone: () => "+254700000001",
    pay: (ref) => play("POST", `/stripe/sessions/${ref}/act`, { act: "pay" }),
    turnDown: async (ref) => {
      await play("POST", `/stripe/sessions/${ref}/act`, { act: "expire" });
      return "expired";
    },
    refsOf: async (reference) => {
      const { items } = await play<{ items: { id: string; metadata: Record<string, string> }[] }>(
        "GET",
        `/stripe/sessions?account=${id}&limit=1000`,
      );
      return items.filter(({ metadata }) => Object.values(metadata).includes(reference)).map(({ id }) => id);
    },
    anyRef: "cs_test_1",
    manyRoads: [{ mode: "two-event-ids" }],
    collectSubject: "POST /checkout/sessions",
    isKeyed: true,
    isSigned: true,
    forge: ({ headers }) => ({
      headers: { ...headers, "stripe-signature": headers["stripe-signature"]?.replace(/v1=../, "v1=00") },
    }),
    planted: [secretKey, secret],
  };
}

function jiraniWire({ play }: SandboxProcess): RailWire {
  const apiKey = key("key");
  const secret = key("notice");
  const id = "01100200300";
  const act = (ref: string, act: string) => play("POST", `/bank/requests/${ref}/act`, { act });
  return {
    prepare: async (callbackUrl) => {
      await play("PUT", `/bank/accounts/${id}`, { apiKeys: [apiKey], noticeKeys: [{ id: "first", secret }] });
      const settings = { apiKey, noticeKeys: `first:${secret}` };
      return { id: "a-jirani", rail: "jirani", account: id, callbackUrl, settings };
    },
    wrongSettings: { apiKey: "another" },
    nextPhone: () => "+254700000001",
    pay: (ref) => act(ref, "pay"),
    turnDown: async (ref) => {
      await act(ref, "decline");
      return "cancelled";
    },
    refsOf: async (reference) => {
      const { items } = await play<{ items: { id: string; reference: string }[] }>(
        "GET",
        `/bank/requests?account=${id}`,
      );
      return items.filter((request) => request.reference === reference).map(({ id }) => id);
    },
    anyRef: "rq_1",
    // The credit and the request's end are told each by itself.
    manyRoads: [],
    collectSubject: "POST /requests",
    isKeyed: true,
    isSigned: true,
    forge: ({ headers }) => ({
      headers: {
        ...headers,
        "bank-signature": headers["bank-signature"]?.replace(/^./, (sign) => (sign === "0" ? "1" : "0")),
      },
    }),
    planted: [apiKey, secret],
  };
}

const wires: Record<RailId, (sandbox: SandboxProcess) => RailWire> = {
  mpesa: mpesaWire,
  stripe: stripeWire,
  jirani: jiraniWire,
};

export function wireOf(rail: RailId, sandbox: SandboxProcess): RailWire {
  return wires[rail](sandbox);
}
