import { describe, expect, test } from "vitest";
import { basic, password, paybill, push, signIn, useWorld, type Taken } from "../test-sandbox.ts";
import { readSample, shapeOf } from "../test-shapes.ts";

const sample = (name: string) => readSample(`daraja/${name}`);

const world = useWorld();

const ask = (fields: object = {}, headers = world.token) =>
  world.house.call("POST", "/mpesa/stkpush/v1/processrequest", push(world.receiver, fields), headers);
const act = (id: string, body: object) => world.house.call("POST", `/sandbox/mpesa/prompts/${id}/act`, body);
const query = (id: string) =>
  world.house.call(
    "POST",
    "/mpesa/stkpushquery/v1/query",
    {
      BusinessShortCode: paybill.shortCode,
      Password: password(),
      Timestamp: "20261121103000",
      CheckoutRequestID: id,
    },
    world.token,
  );
let phones = 1_000;
const nextPhone = () => `2547000${String((phones += 1)).padStart(5, "0")}`;

describe("tokens", () => {
  const generate = "/oauth/v1/generate?grant_type=client_credentials";

  test("a key and its secret buy one for an hour", async () => {
    const { status, json } = await world.house.call("GET", generate, undefined, basic());
    expect(status).toBe(200);
    expect(json).toEqual({ access_token: expect.stringMatching(/^.{28}$/), expires_in: 3599 });
  });

  test("what is wrong with the request is said in the wire's envelope", async () => {
    const noGrant = await world.house.call("GET", "/oauth/v1/generate", undefined, basic());
    expect(noGrant.status).toBe(400);
    expect(noGrant.json).toMatchObject({ requestId: expect.any(String), errorCode: "400.008.02" });
    for (const headers of [{}, { authorization: "Bearer x" }, basic(paybill.key, "another")]) {
      const refused = await world.house.call("GET", generate, undefined, headers);
      expect(refused).toMatchObject({ status: 400, json: { errorCode: "400.008.01" } });
    }
  });

  test("without a good token everything else answers 404", async () => {
    for (const headers of [{}, { authorization: "Bearer nothing" }]) {
      const refused = await world.house.call("POST", "/mpesa/stkpush/v1/processrequest", {}, headers);
      expect(refused).toMatchObject({
        status: 404,
        json: { errorCode: "404.001.03", errorMessage: "Invalid Access Token" },
      });
    }
  });

  test("a token can be made to expire early, once", async () => {
    await world.house.call("POST", "/sandbox/modes", { mode: "token-expired-early", remaining: 1 });
    const early = await signIn(world.house);
    expect(await ask({}, early)).toMatchObject({ status: 404, json: { errorCode: "404.001.03" } });
    expect(await ask({ PhoneNumber: nextPhone() }, await signIn(world.house))).toMatchObject({ status: 200 });
  });

  test("unknown paths and other methods have their own errors", async () => {
    expect(await world.house.call("POST", "/mpesa/nothing", {}, world.token)).toMatchObject({
      status: 404,
      json: { errorCode: "404.001.01", errorMessage: "Resource not found" },
    });
    expect(
      await world.house.call("GET", "/mpesa/stkpush/v1/processrequest", undefined, world.token),
    ).toMatchObject({
      status: 405,
      json: { errorCode: "405.001", errorMessage: "GET Method Not Allowed" },
    });
    expect(
      await world.house.call("POST", "/mpesa/stkpush/v1/processrequest", "{", world.token),
    ).toMatchObject({
      status: 400,
      json: { errorCode: "400.002.05" },
    });
  });
});

describe("prompts", () => {
  test("a prompt that is paid answers and calls back as the samples do", async () => {
    const phone = nextPhone();
    const asked = await ask({ PhoneNumber: phone, PartyA: phone });
    expect(shapeOf(asked.json)).toEqual(shapeOf(sample("stk-push-response.json")));
    const id = asked.json.CheckoutRequestID;
    expect(id).toMatch(new RegExp(`^ws_CO_\\d{17}${phone.slice(3)}$`));

    expect(await query(id)).toMatchObject({
      status: 500,
      json: { errorMessage: "The transaction is being processed" },
    });
    const { json: paid } = await act(id, { act: "pay" });
    expect(paid).toMatchObject({ state: "paid", receipt: expect.stringMatching(/^[A-Z]{2}[0-9A-Z]{8}$/) });
    const [callback] = await world.receiver.wait("/stk");
    expect(shapeOf(callback?.json)).toEqual(shapeOf(sample("stk-callback-success.json")));
    const items = callback?.json.Body.stkCallback.CallbackMetadata.Item;
    expect(items).toContainEqual({ Name: "Amount", Value: 25_000 });
    expect(items).toContainEqual({ Name: "MpesaReceiptNumber", Value: paid.receipt });
    expect(items).toContainEqual({ Name: "Balance" });
    expect(items).toContainEqual({ Name: "PhoneNumber", Value: Number(phone) });
    expect((await query(id)).json).toMatchObject({ ResponseCode: "0", ResultCode: "0" });
    expect((await query(id)).json).not.toHaveProperty("MpesaReceiptNumber");

    const { json: ledger } = await world.house.call("GET", "/sandbox/ledger?rail=mpesa");
    expect(ledger.items).toContainEqual(
      expect.objectContaining({ id: paid.receipt, kind: "receipt", amountMinor: 2_500_000, currency: "KES" }),
    );
  });

  test.each([
    ["cancel", 1032, "stk-callback-cancelled.json"],
    ["time-out", 1037, "stk-callback-timeout.json"],
    ["wrong-pin", 2001, "stk-callback-cancelled.json"],
    ["no-money", 1, "stk-callback-cancelled.json"],
    ["expire", 1019, "stk-callback-cancelled.json"],
  ])("%s ends it with %i", async (what, code, file) => {
    const { json } = await ask({ PhoneNumber: nextPhone() });
    await act(json.CheckoutRequestID, { act: what });
    const [callback] = await world.receiver.wait("/stk");
    expect(callback?.json.Body.stkCallback).toMatchObject({ ResultCode: code });
    expect(callback?.json.Body.stkCallback).not.toHaveProperty("CallbackMetadata");
    expect(shapeOf(callback?.json)).toEqual(shapeOf(sample(file)));
    expect((await query(json.CheckoutRequestID)).json.ResultCode).toBe(String(code));
    expect((await act(json.CheckoutRequestID, { act: "pay" })).status).toBe(412);
  });

  test.each([2, 3, 4, 8, 17, 26, 1001, 1025, 2028, 8006, 9999, "SFC_IC0003"])(
    "it can end with %s, in the callback and in the query",
    async (code) => {
      const { json } = await ask({ PhoneNumber: nextPhone() });
      await act(json.CheckoutRequestID, { act: "fail", resultCode: String(code) });
      const [callback] = await world.receiver.wait("/stk");
      expect(callback?.json.Body.stkCallback.ResultCode).toBe(code);
      expect((await query(json.CheckoutRequestID)).json.ResultCode).toBe(String(code));
    },
  );

  test.each([
    ["BusinessShortCode", { BusinessShortCode: "12" }],
    ["Timestamp", { Timestamp: "2026" }],
    ["TransactionType", { TransactionType: "CustomerPay" }],
    ["Amount", { Amount: "10.50" }],
    ["Amount", { Amount: 0 }],
    ["PhoneNumber", { PhoneNumber: "0700000001" }],
    ["CallBackURL", { CallBackURL: "somewhere" }],
    ["AccountReference", { AccountReference: "THIRTEEN-SIGN" }],
    ["TransactionDesc", { TransactionDesc: "fourteen signs" }],
  ])("%s is checked", async (field, fields) => {
    expect(await ask(fields)).toMatchObject({
      status: 400,
      json: { errorCode: "400.002.02", errorMessage: `Bad Request - Invalid ${field}` },
    });
  });

  test("another passkey, another app's merchant, and a phone that has a prompt are refused", async () => {
    expect(await ask({ Password: password("guessed") })).toMatchObject({
      status: 500,
      json: { errorCode: "500.001.1001", errorMessage: "Wrong credentials" },
    });
    const other = await signIn(world.house, "other-key");
    expect(await ask({}, other)).toMatchObject({
      status: 500,
      json: { errorCode: "500.001.1001", errorMessage: "Merchant does not exist" },
    });
    const phone = nextPhone();
    await ask({ PhoneNumber: phone });
    expect((await ask({ PhoneNumber: phone })).json).toMatchObject({
      errorCode: "500.001.1001",
      errorMessage: expect.stringMatching(/^Unable to lock subscriber/),
    });
  });

  test.each([
    ["more than a transaction may carry", { Amount: 250_001 }, 3],
    ["a receiver that is another", { PartyB: "600000" }, 2028],
  ])("%s ends before the customer sees it", async (_what, fields, code) => {
    await ask({ PhoneNumber: nextPhone(), ...fields });
    const [callback] = await world.receiver.wait("/stk");
    expect(callback?.json.Body.stkCallback.ResultCode).toBe(code);
  });

  test("a purse, a daily limit and repeated amounts are kept when they are switched on", async () => {
    const phone = nextPhone();
    const pay = async (amount: number) => {
      world.receiver.taken.length = 0;
      const { json } = await ask({ PhoneNumber: phone, Amount: amount });
      await act(json.CheckoutRequestID, { act: "pay" });
      return (await world.receiver.wait("/stk"))[0]?.json.Body.stkCallback.ResultCode;
    };
    await world.house.call("PUT", `/sandbox/mpesa/customers/${phone}`, { balance: 600_000 });
    expect(await pay(250_000)).toBe(0);
    await world.house.call("PATCH", "/sandbox/settings", { isRepeatRuleOn: true });
    expect(await pay(250_000)).toBe(17);
    await world.house.call("PATCH", "/sandbox/settings", { isRepeatRuleOn: false, isDailyLimitOn: true });
    expect(await pay(250_000)).toBe(0);
    expect(await pay(1)).toBe(4);
    await world.house.call("PATCH", "/sandbox/settings", { isDailyLimitOn: false });
    expect(await pay(100_001)).toBe(1);
    expect(await pay(100_000)).toBe(0);
  });

  test("autoplay pays, and silence times out", async () => {
    await world.house.call("PATCH", "/sandbox/settings", { autoplaySeconds: 0 });
    await ask({ PhoneNumber: nextPhone(), CallBackURL: `${world.receiver.url}/played` });
    const [played] = await world.receiver.wait("/played");
    expect(played?.json.Body.stkCallback.ResultCode).toBe(0);
    await world.house.call("PATCH", "/sandbox/settings", { autoplaySeconds: null, promptSeconds: 1 });
    await ask({ PhoneNumber: nextPhone(), CallBackURL: `${world.receiver.url}/silent` });
    const [silent] = await world.receiver.wait("/silent");
    expect(silent?.json.Body.stkCallback.ResultCode).toBe(1037);
    await world.house.call("PATCH", "/sandbox/settings", { promptSeconds: 60 });
  });
});

describe("failure modes", () => {
  const payWith = async (rule: object, count = 1) => {
    await world.house.call("POST", "/sandbox/modes", { remaining: 1, ...rule });
    const phone = nextPhone();
    const { json } = await ask({ PhoneNumber: phone, CallBackURL: `${world.receiver.url}/mode` });
    await act(json.CheckoutRequestID, { act: "pay" });
    return { phone, callbacks: await world.receiver.wait("/mode", count), id: json.CheckoutRequestID };
  };
  const bodyOf = (taken: Taken | undefined) => {
    if (taken === undefined) throw new Error("nothing came");
    return taken.json.Body.stkCallback;
  };

  test("a callback comes twice", async () => {
    const { callbacks } = await payWith({ mode: "double-callback" }, 2);
    expect(callbacks[0]?.body).toBe(callbacks[1]?.body);
  });

  test("no callback is kept back, and the query knows", async () => {
    const { id } = await payWith({ mode: "no-callback" }, 0);
    expect((await query(id)).json.ResultCode).toBe("0");
    const { json } = await world.house.call("GET", "/sandbox/deliveries?state=withheld");
    expect(json.items).toHaveLength(1);
  });

  test("timed out, then paid", async () => {
    const { callbacks } = await payWith({ mode: "timeout-then-paid", delayMs: 1 }, 2);
    expect(callbacks.map((taken) => bodyOf(taken).ResultCode)).toEqual([1037, 0]);
  });

  test("result codes as text, other items, other order, another amount", async () => {
    expect(bodyOf((await payWith({ mode: "result-as-text" })).callbacks[0]).ResultCode).toBe("0");
    world.receiver.taken.length = 0;
    const names = (taken: Taken | undefined) => bodyOf(taken).CallbackMetadata.Item.map((item) => item.Name);
    expect(names((await payWith({ mode: "balance-without-item" })).callbacks[0])).not.toContain("Balance");
    world.receiver.taken.length = 0;
    expect(names((await payWith({ mode: "reordered-items" })).callbacks[0])[0]).toBe("PhoneNumber");
    world.receiver.taken.length = 0;
    const changed = bodyOf((await payWith({ mode: "changed-amount" })).callbacks[0]);
    expect(changed.CallbackMetadata.Item).toContainEqual({ Name: "Amount", Value: 25_001 });
    world.receiver.taken.length = 0;
    expect(bodyOf((await payWith({ mode: "unknown-result" })).callbacks[0]).ResultCode).toBe(7771);
  });

  test("one that is held back is overtaken by the next", async () => {
    await world.house.call("POST", "/sandbox/modes", {
      mode: "out-of-order",
      remaining: 1,
      delayMs: 600_000,
    });
    const first = await ask({ PhoneNumber: nextPhone() });
    const second = await ask({ PhoneNumber: nextPhone() });
    await act(first.json.CheckoutRequestID, { act: "pay" });
    await act(second.json.CheckoutRequestID, { act: "pay" });
    const ids = (await world.receiver.wait("/stk")).map((taken) => bodyOf(taken).CheckoutRequestID);
    expect(ids).toEqual([second.json.CheckoutRequestID]);
    const { json } = await world.house.call("GET", "/sandbox/deliveries?state=waiting");
    expect(json.items).toHaveLength(1);
  });

  test.each([
    ["quota-exceeded", "500.003.03", "Quota Violation"],
    ["system-busy", "500.003.02", "System is busy. Please try again in few minutes."],
  ])("%s answers %s", async (mode, errorCode, errorMessage) => {
    await world.house.call("POST", "/sandbox/modes", { mode, remaining: 1 });
    expect(await ask()).toMatchObject({ status: 500, json: { errorCode, errorMessage } });
  });

  test("refused requests do nothing; lost answers have done it", async () => {
    const phone = nextPhone();
    const about = { account: paybill.shortCode, customer: phone, remaining: 1 };
    const pending = async () =>
      (await world.house.call("GET", `/sandbox/mpesa/prompts?msisdn=${phone}`)).json.items.length;
    await world.house.call("PUT", "/sandbox/modes", { rules: [{ mode: "spike-arrest", ...about }] });
    expect(await ask({ PhoneNumber: phone })).toMatchObject({
      status: 500,
      json: { errorCode: "500.003.02", errorMessage: "Error Occurred: Spike Arrest Violation" },
    });
    await world.house.call("PUT", "/sandbox/modes", { rules: [{ mode: "error-500", ...about }] });
    expect(await ask({ PhoneNumber: phone })).toMatchObject({
      status: 500,
      json: { errorCode: "500.003.1001" },
    });
    expect(await pending()).toBe(0);
    await world.house.call("PUT", "/sandbox/modes", { rules: [{ mode: "answer-lost", ...about }] });
    await expect(ask({ PhoneNumber: phone })).rejects.toThrow("fetch failed");
    expect(await pending()).toBe(1);
  });

  test("a mode for one account leaves the others alone", async () => {
    await world.house.call("POST", "/sandbox/modes", { mode: "error-500", account: "600000" });
    expect((await ask({ PhoneNumber: nextPhone() })).status).toBe(200);
  });
});

test("a kill loses nothing that was acknowledged: prompts, money and what is still to be told", async () => {
  const phone = nextPhone();
  const { json } = await ask({ PhoneNumber: phone, CallBackURL: `${world.receiver.url}/after` });
  await world.house.call("POST", "/sandbox/modes", { mode: "late-callback", remaining: 1, delayMs: 400 });
  const { json: paid } = await act(json.CheckoutRequestID, { act: "pay" });
  await world.house.restart();
  const [late] = await world.receiver.wait("/after");
  expect(late?.json.Body.stkCallback.ResultCode).toBe(0);
  const { json: ledger } = await world.house.call("GET", "/sandbox/ledger?kind=receipt");
  expect(ledger.items.filter((entry) => entry.id === paid.receipt)).toHaveLength(1);
  expect((await query(json.CheckoutRequestID)).json.ResultCode).toBe("0");
});
