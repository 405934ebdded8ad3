import { describe, expect, test } from "vitest";
import { startWireServer, type WireAnswer } from "../../test-servers.ts";
import { clock, collecting, refusal, secrets, signal, useDaraja } from "./test-daraja.ts";

const daraja = await useDaraja();

describe("token", () => {
  test("is fetched once for all who ask, and again five minutes before it ends", async () => {
    await Promise.all(
      [1, 2, 3].map(() => daraja.rail.queryAttempt({ ref: "ws_CO_1", startedAt: "" }, { signal })),
    );
    expect(daraja.tokens).toHaveLength(1);
    expect(daraja.taken[0]).toMatchObject({
      method: "GET",
      path: "/oauth/v1/generate?grant_type=client_credentials",
      headers: { authorization: `Basic ${btoa(`consumer-key:${secrets.consumerSecret}`)}` },
    });
    clock.now += (3_599 - 301) * 1_000;
    await daraja.rail.queryAttempt({ ref: "ws_CO_1", startedAt: "" }, { signal });
    expect(daraja.tokens).toHaveLength(1);
    clock.now += 2_000;
    // Four minutes and 59 seconds are left: a refresh that fails leaves the old one in use.
    daraja.refuseToken = { status: 503 };
    await daraja.rail.queryAttempt({ ref: "ws_CO_1", startedAt: "" }, { signal });
    expect(daraja.asked().at(-1)?.headers.authorization).toBe("Bearer token-1");
    daraja.refuseToken = undefined;
    await daraja.rail.queryAttempt({ ref: "ws_CO_1", startedAt: "" }, { signal });
    expect(daraja.tokens).toHaveLength(2);
    await daraja.rail.test({ signal });
    expect(daraja.tokens).toHaveLength(3);
  });

  test("that ran out early is replaced once, and the prompt is sent once", async () => {
    await daraja.rail.test({ signal });
    daraja.tokens.push("another process fetched it");
    expect(await daraja.rail.collect(collecting, { signal })).toMatchObject({ outcome: "ok" });
    expect(daraja.asked()).toHaveLength(2);
    daraja.answer = () => refusal(404, "404.001.03", "Invalid Access Token");
    expect(await daraja.rail.collect(collecting, { signal })).toMatchObject({
      outcome: "failed",
      category: "settings",
    });
    expect(daraja.asked()).toHaveLength(4);
  });

  test("with wrong keys says so", async () => {
    for (const wrong of [refusal(400, "400.008.01", "Invalid Authentication passed"), { status: 400 }]) {
      daraja.refuseToken = wrong;
      expect(await daraja.open().test({ signal })).toMatchObject({ outcome: "failed", category: "settings" });
    }
  });
});

describe("prompts", () => {
  test("are asked for as Daraja wants it, with one time in both fields", async () => {
    clock.now = Date.parse("2026-11-21T07:30:00Z");
    expect(await daraja.rail.collect(collecting, { signal })).toMatchObject({
      outcome: "ok",
      value: { ref: "ws_CO_1", expiresAt: "2026-11-21T07:33:00.000Z" },
    });
    expect(daraja.asked()).toMatchObject([{ method: "POST", path: "/mpesa/stkpush/v1/processrequest" }]);
    expect(daraja.bodies()).toEqual([
      {
        BusinessShortCode: 600_966,
        Password: btoa(`600966${secrets.passkey}20261121103000`),
        Timestamp: "20261121103000",
        TransactionType: "CustomerPayBillOnline",
        Amount: "25000",
        PartyA: "254712345678",
        PartyB: "600966",
        PhoneNumber: "254712345678",
        CallBackURL: "https://stead.test/webhooks/mobile/f00d/stk.0199-attempt",
        AccountReference: "KLM-B04",
        TransactionDesc: "Rent November",
      },
    ]);
  });

  test("of a till go out from its head office", async () => {
    await daraja.open({ kind: "till", headOffice: "600000" }).collect(collecting, { signal });
    expect(daraja.bodies()).toMatchObject([
      { BusinessShortCode: 600_000, PartyB: "600966", TransactionType: "CustomerBuyGoodsOnline" },
    ]);
  });

  test.each([
    ["cents", { amountMinor: 100_050 }, "whole_shillings"],
    ["too much", { amountMinor: 25_000_100 }, "limit"],
    ["another currency", { currency: "USD" }, "currency"],
    ["another country's phone", { phone: "+255712345678" }, "phone"],
    ["no phone", { phone: null }, "phone"],
    ["a long reference", { reference: "KLM-B04-2026-11" }, "reference"],
  ])("with %s are refused before anything is sent", async (_what, wrong, code) => {
    expect(await daraja.rail.collect({ ...collecting, ...wrong }, { signal })).toMatchObject({
      outcome: "failed",
      category: "refused",
      result: { code },
    });
    expect(daraja.taken).toHaveLength(0);
  });

  test.each<[string, WireAnswer, object]>([
    ["cut", "cut", { outcome: "uncertain" }],
    ["silent", "silent", { outcome: "uncertain" }],
    ["broken inside", { status: 500 }, { outcome: "uncertain" }],
    ["unreadable", { status: 200, body: { ResponseCode: "0" } }, { outcome: "uncertain" }],
    ["a redirect", { status: 302, headers: { location: "/" } }, { outcome: "failed", category: "settings" }],
    ["out of service", { status: 503 }, { outcome: "failed", category: "down" }],
    ["a spike", refusal(500, "500.003.02", "Spike Arrest Violation"), { category: "throttled" }],
    [
      "a locked subscriber",
      refusal(500, "500.001.1001", "Unable to lock subscriber, a transaction is already in process"),
      { category: "throttled", retryAfterMs: 60_000 },
    ],
    [
      "a wrong field",
      refusal(400, "400.002.02", "Bad Request - Invalid PhoneNumber"),
      { category: "refused" },
    ],
  ])("answered by %s are told so and never sent again", async (_said, said, expected) => {
    daraja.answer = () => said;
    expect(await daraja.rail.collect(collecting, { signal })).toMatchObject(expected);
    expect(daraja.asked()).toHaveLength(1);
  });

  test("that are too large an answer, or to nobody, end as what they are", async () => {
    daraja.answer = () => ({ status: 200, body: "x".repeat(3 * 1024 * 1024) });
    expect(await daraja.rail.collect(collecting, { signal })).toMatchObject({ outcome: "uncertain" });
    const gone = await startWireServer();
    await gone.close();
    expect(await daraja.open({}, gone.url).collect(collecting, { signal })).toMatchObject({
      outcome: "failed",
      category: "down",
    });
  });

  test("are pending while Daraja says so by an error, and then what it says", async () => {
    const states = async () => {
      const asked = await daraja.rail.queryAttempt({ ref: "ws_CO_1", startedAt: "" }, { signal });
      return asked.outcome === "ok" ? asked.value : asked;
    };
    daraja.answer = () => refusal(500, "500.001.1001", "The transaction is being processed");
    expect(await states()).toMatchObject([
      { kind: "attempt", ref: "ws_CO_1", state: "pending", money: null },
    ]);
    for (const [code, state] of [
      ["0", "paid"],
      ["1032", "cancelled"],
      ["1037", "expired"],
    ]) {
      daraja.answer = () => ({
        status: 200,
        body: { ResponseCode: "0", CheckoutRequestID: "ws_CO_1", ResultCode: code },
      });
      expect(await states()).toMatchObject([{ state, money: null }]);
    }
    daraja.answer = () => ({ status: 500 });
    expect(await states()).toMatchObject({ outcome: "failed", category: "down" });
  });
});
