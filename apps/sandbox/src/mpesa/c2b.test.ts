import { beforeEach, describe, expect, test } from "vitest";
import { paybill, signIn, useWorld } from "../test-sandbox.ts";
import { readSample, shapeOf } from "../test-shapes.ts";

const shortCode = "600966";
const msisdn = "254700000001";
const world = useWorld();

const register = (fields: object = {}, version = "v2", headers = world.token) =>
  world.house.call(
    "POST",
    `/mpesa/c2b/${version}/registerurl`,
    {
      ShortCode: shortCode,
      ResponseType: "Completed",
      ConfirmationURL: `${world.receiver.url}/confirm`,
      ValidationURL: `${world.receiver.url}/validate`,
      ...fields,
    },
    headers,
  );
const pay = (fields: object = {}) =>
  world.house.call("POST", "/sandbox/mpesa/payments", {
    shortCode,
    msisdn,
    amount: 18_500,
    reference: "klm b04",
    ...fields,
  });
const merchant = (fields: object, code = shortCode) =>
  world.house.call("PUT", `/sandbox/mpesa/merchants/${code}`, { consumerKey: paybill.key, ...fields });

beforeEach(async () => {
  world.receiver.answer = () => ({ status: 200 });
  await world.house.call("DELETE", "/sandbox/modes");
  await merchant({ isValidationOn: false, isProduction: false });
  await register();
});

describe("registering", () => {
  test("answers with the wire's odd spelling, on both versions, and again", async () => {
    for (const version of ["v1", "v2"]) {
      const { status, json } = await register({}, version);
      expect(status).toBe(200);
      expect(json).toEqual({
        OriginatorCoversationID: expect.any(String),
        ResponseCode: "0",
        ResponseDescription: "Success",
      });
    }
  });

  test("an app answers only on the version of its product", async () => {
    await world.house.call("PUT", "/sandbox/mpesa/merchants/600111", {
      consumerKey: "v1-key",
      consumerSecret: "app-secret",
      c2bVersion: "v1",
    });
    const old = await signIn(world.house, "v1-key");
    expect(await register({ ShortCode: "600111" }, "v2", old)).toMatchObject({
      status: 401,
      json: { errorCode: "401.003.01" },
    });
    expect(await register({ ShortCode: "600111" }, "v1", old)).toMatchObject({ status: 200 });
  });

  test.each([
    ["ResponseType", { ResponseType: "completed" }],
    ["ConfirmationURL", { ConfirmationURL: "https://stead.test/safaricom" }],
    ["ValidationURL", { ValidationURL: "https://stead.test/query" }],
    ["ShortCode", { ShortCode: "x" }],
  ])("%s is checked", async (field, fields) => {
    expect(await register(fields)).toMatchObject({
      status: 400,
      json: { errorCode: "400.002.02", errorMessage: `Bad Request - Invalid ${field}` },
    });
  });

  test("in production addresses are https, no public testers, and registered once", async () => {
    await merchant({ isProduction: true, urls: null }, "600222");
    const own = (base: string) => ({
      ShortCode: "600222",
      ConfirmationURL: `${base}/confirm`,
      ValidationURL: `${base}/validate`,
    });
    expect((await register(own("http://stead.test"))).json.errorMessage).toBe(
      "Bad Request - Invalid ConfirmationURL",
    );
    expect((await register(own("https://a.ngrok.io"))).json.errorMessage).toBe(
      "Bad Request - Invalid ConfirmationURL",
    );
    expect((await register(own("https://stead.test"))).status).toBe(200);
    expect(await register(own("https://stead.test"))).toMatchObject({
      status: 500,
      json: { errorCode: "500.003.1001", errorMessage: "Urls are already registered" },
    });
  });
});

describe("payments", () => {
  test("are confirmed as the sample shows", async () => {
    const { json } = await pay();
    const [confirmation] = await world.receiver.wait("/confirm");
    expect(shapeOf(confirmation?.json)).toEqual(shapeOf(readSample("daraja/c2b-confirmation.json")));
    expect(confirmation?.json).toMatchObject({
      TransactionType: "Pay Bill",
      TransID: json.receipt,
      TransTime: expect.stringMatching(/^\d{14}$/),
      TransAmount: "18500.00",
      BusinessShortCode: shortCode,
      BillRefNumber: "klm b04",
      OrgAccountBalance: expect.stringMatching(/^\d+\.00$/),
      MSISDN: "2547 ***** 001",
    });
  });

  test("are simulated on the wire", async () => {
    const { status, json } = await world.house.call(
      "POST",
      "/mpesa/c2b/v2/simulate",
      {
        ShortCode: Number(shortCode),
        CommandID: "CustomerPayBillOnline",
        Amount: 1,
        Msisdn: Number(msisdn),
        BillRefNumber: "A1",
      },
      world.token,
    );
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        OriginatorCoversationID: expect.any(String),
        ResponseCode: "0",
        ResponseDescription: "Accept the service request successfully.",
      },
    });
    expect((await world.receiver.wait("/confirm"))[0]?.json).toMatchObject({
      TransAmount: "1.00",
      BillRefNumber: "A1",
    });
  });

  test("of a till are Buy Goods without a reference", async () => {
    await merchant(
      {
        kind: "till",
        urls: { confirmation: `${world.receiver.url}/till`, validation: "", responseType: "Completed" },
      },
      "600333",
    );
    await pay({ shortCode: "600333" });
    expect((await world.receiver.wait("/till"))[0]?.json).toMatchObject({
      TransactionType: "Buy Goods",
      BillRefNumber: "",
    });
  });

  test("hide or show the payer as the mode says", async () => {
    await world.house.call("POST", "/sandbox/modes", { mode: "hashed-msisdn", remaining: 1 });
    await pay();
    expect((await world.receiver.wait("/confirm"))[0]?.json.MSISDN).toMatch(/^[0-9a-f]{64}$/);
    await world.house.call("POST", "/sandbox/modes", { mode: "plain-msisdn", remaining: 1 });
    await pay();
    expect((await world.receiver.wait("/confirm", 2))[1]?.json.MSISDN).toBe(msisdn);
  });

  test("to a short code that nobody has are refused", async () => {
    expect((await pay({ shortCode: "999999" })).status).toBe(404);
  });
});

describe("validation", () => {
  const stateOf = async (receipt: string) =>
    (await world.house.call("GET", `/sandbox/mpesa/transactions/${receipt}`)).json.state;
  /** Resolves when the merchant's answer has been acted upon. */
  const settled = async (receipt: string): Promise<string> => {
    for (;;) {
      const state = await stateOf(receipt);
      if (state !== "validating") return state;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  test("is asked before the money moves, and its ThirdPartyTransID comes back", async () => {
    await merchant({ isValidationOn: true });
    world.receiver.answer = ({ path }) =>
      path === "/validate"
        ? { status: 200, body: { ResultCode: "0", ResultDesc: "Accepted", ThirdPartyTransID: "77" } }
        : { status: 200 };
    const { json } = await pay();
    expect(json.state).toBe("validating");
    const [confirmation] = await world.receiver.wait("/confirm");
    const [validation] = await world.receiver.wait("/validate");
    expect(shapeOf(validation?.json)).toEqual(shapeOf(readSample("daraja/c2b-validation.json")));
    expect(validation?.json).toMatchObject({ TransID: json.receipt, OrgAccountBalance: "" });
    expect(confirmation?.json).toMatchObject({ TransID: json.receipt, ThirdPartyTransID: "77" });
  });

  test.each(["C2B00011", "C2B00012", "C2B00013", "C2B00014", "C2B00015", "C2B00016"])(
    "%s rejects",
    async (code) => {
      await merchant({ isValidationOn: true });
      world.receiver.answer = () => ({ status: 200, body: { ResultCode: code, ResultDesc: "Rejected" } });
      const { json } = await pay();
      expect(await settled(json.receipt)).toBe("rejected");
    },
  );

  test.each([
    ["Completed", "completed"],
    ["Cancelled", "rejected"],
  ])("without an answer in time, %s leaves it %s", async (responseType, state) => {
    await merchant({ isValidationOn: true });
    await register({ ResponseType: responseType });
    await world.house.call("PATCH", "/sandbox/settings", { validationTimeoutMs: 50 });
    const never = Promise.withResolvers<{ status: number }>();
    world.receiver.answer = ({ path }) => (path === "/validate" ? never.promise : { status: 200 });
    const { json } = await pay();
    expect(await settled(json.receipt)).toBe(state);
    never.resolve({ status: 200 });
    await world.house.call("PATCH", "/sandbox/settings", { validationTimeoutMs: 8_000 });
  });
});
