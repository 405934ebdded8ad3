import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { MessageProvider } from "../message-provider.ts";
import { startWireServer, type TakenRequest, type WireAnswer, type WireServer } from "../test-servers.ts";
import { createAfricasTalkingProvider } from "./africas-talking.ts";
import { createTwilioProvider } from "./twilio.ts";

/** What every provider of text messages promises, each on its own wire. */
type Wire = {
  name: string;
  open: (baseUrl: string) => MessageProvider;
  /** The wire's way to say each thing. */
  taken: WireAnswer;
  refusals: readonly (readonly [said: string, answer: WireAnswer, category: string])[];
  asked: (request: TakenRequest) => object;
  /** Of those that can be asked what became of a message: what each answer says. */
  looked?: {
    path: string;
    answers: readonly (readonly [said: string, answer: WireAnswer, lookUp: object])[];
  };
};

const atAnswer = (statusCode: number): WireAnswer => ({
  status: 201,
  body: {
    SMSMessageData: {
      Message: "Sent to 1/1 Total Cost: KES 0.8000",
      Recipients: [
        { statusCode, number: "+254712345678", status: "x", cost: "KES 0.8000", messageId: "ATXid_1" },
      ],
    },
  },
});
const twilioError = (status: number, code: number): WireAnswer => ({
  status,
  body: { code, message: "x", more_info: "x", status },
});

const begunAtMs = Date.parse("2026-06-15T09:00:00Z");
const reminderText = "Rent is due: KES 30,000 & thanks";
const listed = (...messages: object[]): WireAnswer => ({
  status: 200,
  body: {
    messages: messages.map((message) => ({
      sid: "SM1",
      to: "+254712345678",
      direction: "outbound-api",
      body: reminderText,
      status: "delivered",
      error_code: null,
      date_created: "Mon, 15 Jun 2026 09:00:01 +0000",
      ...message,
    })),
  },
});
const itHas = (ref: string, outcome: object) => ({ found: "some", messages: [{ ref, outcome }] });

const wires: Wire[] = [
  {
    name: "africastalking",
    open: (baseUrl) =>
      createAfricasTalkingProvider({
        username: "agency",
        apiKey: "key",
        from: "STEAD",
        baseUrl,
        timeoutMs: 500,
      }),
    taken: atAnswer(101),
    refusals: [
      ["a number that is none", atAnswer(403), "bad_address"],
      ["a number that takes no texts", atAnswer(404), "bad_address"],
      ["somebody who wants none", atAnswer(406), "rejected"],
      ["no money left", atAnswer(405), "provider_down"],
      ["a gateway in trouble", atAnswer(501), "throttled"],
      [
        "an unknown sender",
        { status: 201, body: { SMSMessageData: { Message: "InvalidSenderId", Recipients: [] } } },
        "rejected",
      ],
      ["a wrong key", { status: 401, body: null }, "provider_down"],
    ],
    asked: ({ path, headers, form }) => ({
      path,
      key: headers["apikey"],
      to: form.get("to"),
      text: form.get("message"),
      from: form.get("from"),
      username: form.get("username"),
    }),
  },
  {
    name: "twilio",
    open: (baseUrl) =>
      createTwilioProvider({
        accountSid: "AC1",
        authToken: "token",
        from: "+15005550006",
        baseUrl,
        timeoutMs: 500,
      }),
    taken: { status: 201, body: { sid: "ATXid_1", status: "queued", error_code: null } },
    refusals: [
      ["a number that is none", twilioError(400, 21211), "bad_address"],
      ["a number that takes no texts", twilioError(400, 21614), "bad_address"],
      ["somebody who wants none", twilioError(400, 21610), "rejected"],
      ["a wrong token", twilioError(401, 20003), "provider_down"],
      ["too many at once", twilioError(429, 20429), "throttled"],
      ["something else", twilioError(400, 99999), "rejected"],
    ],
    asked: ({ path, headers, form }) => ({
      path,
      key: headers.authorization,
      to: form.get("To"),
      text: form.get("Body"),
      from: form.get("From"),
    }),
    looked: {
      path: "/2010-04-01/Accounts/AC1/Messages.json?To=%2B254712345678&PageSize=100",
      answers: [
        ["it went", listed({}), itHas("SM1", { outcome: "sent", ref: "SM1" })],
        ["it waits to leave", listed({ status: "queued" }), itHas("SM1", { outcome: "sent" })],
        ["it never arrived", listed({ status: "undelivered" }), itHas("SM1", { outcome: "failed" })],
        [
          "it went from an account on trial",
          listed({ body: `Sent from your Twilio trial account - ${reminderText}` }),
          itHas("SM1", { outcome: "sent" }),
        ],
        [
          "the same words went out twice",
          listed({ sid: "SM2" }, {}),
          { found: "some", messages: [{ ref: "SM2" }, { ref: "SM1" }] },
        ],
        ["it has nothing", listed(), { found: "none" }],
        [
          "it has an older one, a later one, and an answer",
          listed(
            { date_created: "Mon, 15 Jun 2026 11:00:00 +0000" },
            { direction: "inbound" },
            { date_created: "Sun, 14 Jun 2026 09:00:00 +0000" },
          ),
          { found: "none" },
        ],
        ["it keeps no words", listed({ body: "" }), { found: "unclear" }],
        [
          "it has more than it lists",
          listed(...Array.from({ length: 100 }, () => ({ date_created: "Mon, 15 Jun 2026 11:00:00 +0000" }))),
          { found: "unclear" },
        ],
        ["it is out of service", { status: 503 }, { found: "unclear" }],
        ["the line is cut", "cut", { found: "unclear" }],
        ["it says nothing", "silent", { found: "unclear" }],
      ],
    },
  },
];

describe.each(wires)("$name", ({ name, open, taken, refusals, asked, looked }) => {
  let server: WireServer;
  let provider: MessageProvider;
  beforeAll(async () => {
    server = await startWireServer();
    provider = open(server.url);
  });
  beforeEach(() => {
    server.taken.length = 0;
  });
  afterAll(() => server.close());

  const send = () =>
    provider.send(
      { id: "m-1", to: { address: "+254712345678" }, text: reminderText },
      { signal: new AbortController().signal },
    );
  const lookUp = () =>
    provider.lookUp?.(
      { id: "m-1", to: { address: "+254712345678" }, text: reminderText },
      { begunAtMs, signal: new AbortController().signal },
    );

  test("asks as the provider's documentation says, and keeps its reference", async () => {
    server.answer = () => taken;
    expect(await send()).toEqual({ outcome: "sent", ref: "ATXid_1" });
    expect(server.taken.map(asked)).toMatchSnapshot();
  });

  test.each(refusals)("calls %s what it is", async (_said, answer, category) => {
    server.answer = () => answer;
    const outcome = await send();
    expect(outcome).toMatchObject({ outcome: "failed", category });
    expect(JSON.stringify(outcome)).not.toContain("254712345678");
  });

  test("waits as long as it is asked to", async () => {
    server.answer = () => ({ status: 429, headers: { "retry-after": "7" } });
    expect(await send()).toMatchObject({ outcome: "failed", category: "throttled", retryAfterMs: 7_000 });
  });

  test.each<[string, WireAnswer]>([
    ["cut after it was asked", "cut"],
    ["silent", "silent"],
    ["broken inside", { status: 500 }],
    ["lost by its gateway", { status: 504 }],
  ])("is uncertain when the answer is %s", async (_said, answer) => {
    server.answer = () => answer;
    expect(await send()).toMatchObject({ outcome: "uncertain" });
    expect(server.taken).toHaveLength(1);
  });

  test.runIf(looked !== undefined).each(looked?.answers ?? [])(
    "asked what became of it, tells that %s",
    async (_said, answer, found) => {
      server.answer = () => answer;
      const answered = await lookUp();
      expect(answered).toMatchObject(found);
      expect(JSON.stringify(answered)).not.toContain("254712345678");
      expect(server.taken.map(({ path }) => path)).toEqual([looked?.path]);
    },
  );

  test("can be asked what became of a message only where its records can be read", () => {
    expect(provider.lookUp === undefined).toBe(looked === undefined);
  });

  test("is down when nobody listens or it says so", async () => {
    server.answer = () => ({ status: 503 });
    expect(await send()).toMatchObject({ outcome: "failed", category: "provider_down" });
    const gone = await startWireServer();
    await gone.close();
    const nobody = open(gone.url);
    expect(
      await nobody.send(
        { id: "m-2", to: { address: "+254712345678" }, text: "x" },
        { signal: new AbortController().signal },
      ),
    ).toMatchObject({ outcome: "failed", category: "provider_down" });
    expect(provider).toMatchObject({ name, channel: "sms", isMailbox: false });
  });
});
