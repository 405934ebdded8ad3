import { constants, publicEncrypt } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { paybill, useWorld, type Taken } from "../test-sandbox.ts";
import { readSample, shapeOf } from "../test-shapes.ts";

const shortCode = "600992";
const msisdn = "254700000009";
const world = useWorld();
let calls = 0;

beforeEach(async () => {
  await world.house.call("PUT", `/sandbox/mpesa/merchants/${shortCode}`, {
    consumerKey: paybill.key,
    utility: 1_000_000,
    initiatorPassword: null,
  });
});

const ask = (path: string, body: object) => world.house.call("POST", path, body, world.token);
const queued = () => ({
  SecurityCredential: "RC6E9WDxXR4b9X2c6z3gp0oC5Th==",
  ResultURL: `${world.receiver.url}/result`,
  QueueTimeOutURL: `${world.receiver.url}/timeout`,
});
const payOut = (fields: object = {}) =>
  ask("/mpesa/b2c/v3/paymentrequest", {
    OriginatorConversationID: `payout-${(calls += 1)}`,
    InitiatorName: "testapi",
    ...queued(),
    CommandID: "BusinessPayment",
    Amount: 41_200,
    PartyA: shortCode,
    PartyB: msisdn,
    Remarks: "Refund",
    Occassion: "",
    ...fields,
  });
const reverse = (receipt: string, fields: object = {}) =>
  ask("/mpesa/reversal/v1/request", {
    Initiator: "testapi",
    ...queued(),
    CommandID: "TransactionReversal",
    TransactionID: receipt,
    Amount: "500",
    ReceiverParty: shortCode,
    RecieverIdentifierType: "11",
    Remarks: "Wrong tenant",
    ...fields,
  });
const status = (fields: object) =>
  ask("/mpesa/transactionstatus/v1/query", {
    Initiator: "testapi",
    ...queued(),
    CommandID: "TransactionStatusQuery",
    PartyA: shortCode,
    IdentifierType: "4",
    Remarks: "OK",
    Occasion: "OK",
    ...fields,
  });
const result = async (count = 1) => {
  const taken: Taken | undefined = (await world.receiver.wait("/result", count))[count - 1];
  if (taken === undefined) throw new Error("nothing came");
  return taken.json.Result;
};
const valueOf = (ending: Awaited<ReturnType<typeof result>>, key: string) =>
  ending.ResultParameters.ResultParameter.find(({ Key }) => Key === key)?.Value;
const receive = async (fields: object = {}) =>
  (
    await world.house.call("POST", "/sandbox/mpesa/payments", {
      shortCode,
      msisdn,
      amount: 500,
      reference: "A1",
      ...fields,
    })
  ).json.receipt;

describe("payouts", () => {
  test("are acknowledged, and end as the sample shows", async () => {
    const { json } = await payOut({ OriginatorConversationID: "payout-mine" });
    expect(json).toEqual({
      ConversationID: expect.stringMatching(/^AG_\d{8}_2010[0-9a-f]{16}$/),
      OriginatorConversationID: "payout-mine",
      ResponseCode: "0",
      ResponseDescription: "Accept the service request successfully.",
    });
    const [taken] = await world.receiver.wait("/result");
    expect(shapeOf(taken?.json)).toEqual(shapeOf(readSample("daraja/b2c-result-success.json")));
    const ending = await result();
    expect(valueOf(ending, "TransactionReceipt")).toBe(ending.TransactionID);
    expect(valueOf(ending, "B2CUtilityAccountAvailableFunds")).toBe(958_800);
    expect(valueOf(ending, "TransactionCompletedDateTime")).toMatch(/^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/);
    const { json: ledger } = await world.house.call("GET", "/sandbox/ledger?kind=disbursement");
    expect(ledger.items).toContainEqual(
      expect.objectContaining({ id: ending.TransactionID, reference: "payout-mine", amountMinor: 4_120_000 }),
    );
  });

  test("the originator's id is taken once, also after a restart", async () => {
    await payOut({ OriginatorConversationID: "payout-once" });
    await result();
    const again = await payOut({ OriginatorConversationID: "payout-once" });
    expect(again).toMatchObject({
      status: 500,
      json: { errorCode: "500.002.1001", errorMessage: "Duplicate OriginatorConversationID." },
    });
    await world.house.restart();
    expect((await payOut({ OriginatorConversationID: "payout-once" })).status).toBe(500);
  });

  test.each([
    ["more than the account holds", { Amount: 250_000 }, 1, { utility: 10 }],
    ["more than a transaction may carry", { Amount: 250_001 }, 3, {}],
  ])("%s ends with its code", async (_what, fields, code, merchant) => {
    await world.house.call("PUT", `/sandbox/mpesa/merchants/${shortCode}`, merchant);
    await payOut(fields);
    expect((await result()).ResultCode).toBe(code);
  });

  test("nobody who is not registered, and nobody beyond the highest balance", async () => {
    await world.house.call("PUT", "/sandbox/mpesa/customers/254700000010", { isRegistered: false });
    await payOut({ PartyB: "254700000010" });
    expect((await result()).ResultCode).toBe(2040);
    await world.house.call("PUT", "/sandbox/mpesa/customers/254700000011", { balance: 499_999 });
    await payOut({ PartyB: "254700000011" });
    expect((await result(2)).ResultCode).toBe(8);
  });

  test("a wrong credential ends as the sample shows", async () => {
    await world.house.call("PUT", `/sandbox/mpesa/merchants/${shortCode}`, {
      initiatorPassword: "Safaricom#1",
    });
    await payOut();
    const [taken] = await world.receiver.wait("/result");
    expect(shapeOf(taken?.json)).toEqual(shapeOf(readSample("daraja/b2c-result-failed.json")));
    expect(taken?.json.Result.ResultCode).toBe(2001);
    const certificate = await fetch(`${world.house.url}/sandbox/mpesa/certificate`);
    const SecurityCredential = publicEncrypt(
      { key: await certificate.text(), padding: constants.RSA_PKCS1_PADDING },
      Buffer.from("Safaricom#1"),
    ).toString("base64");
    await payOut({ SecurityCredential });
    expect((await result(2)).ResultCode).toBe(0);
  });

  test("one that is lost in the queue comes to the other address, and moves nothing", async () => {
    await world.house.call("POST", "/sandbox/modes", { mode: "queue-timeout", remaining: 1 });
    await payOut({ OriginatorConversationID: "payout-lost" });
    const [taken] = await world.receiver.wait("/timeout");
    expect(taken?.json.Result).toMatchObject({ ResultType: 1, OriginatorConversationID: "payout-lost" });
    await status({ OriginalConversationID: "payout-lost" });
    expect(valueOf(await result(), "TransactionStatus")).toBe("Declined");
  });

  test.each([
    ["CommandID", { CommandID: "Payment" }],
    ["PartyB", { PartyB: "0700000009" }],
    ["Remarks", { Remarks: "x" }],
    ["ResultURL", { ResultURL: "" }],
  ])("%s is checked", async (field, fields) => {
    expect((await payOut(fields)).json.errorMessage).toBe(`Bad Request - Invalid ${field}`);
  });
});

describe("reversals", () => {
  test("give money back once", async () => {
    const receipt = await receive();
    expect((await reverse(receipt)).json).toMatchObject({ ResponseCode: "0" });
    const ending = await result();
    expect(ending).toMatchObject({ ResultCode: 0, TransactionID: expect.stringMatching(/^[0-9A-Z]{10}$/) });
    expect(valueOf(ending, "OriginalTransactionID")).toBe(receipt);
    expect(valueOf(ending, "DebitAccountBalance")).toMatch(/^Utility Account\|KES\|\d+\.00\|/);
    await reverse(receipt);
    expect((await result(2)).ResultCode).toBe("R000001");
    await reverse("TKL0000000");
    expect((await result(3)).ResultCode).toBe("R000002");
    const { json } = await world.house.call("GET", `/sandbox/mpesa/transactions/${receipt}`);
    expect(json.state).toBe("reversed");
  });

  test("the identifier's type is checked under its odd name", async () => {
    expect((await reverse("X", { RecieverIdentifierType: "4" })).json.errorMessage).toBe(
      "Bad Request - Invalid RecieverIdentifierType",
    );
  });
});

describe("questions", () => {
  test("the state of a transaction, by receipt or by conversation", async () => {
    const receipt = await receive();
    await status({ TransactionID: receipt });
    const ending = await result();
    expect(valueOf(ending, "TransactionStatus")).toBe("Completed");
    expect(valueOf(ending, "ReceiptNo")).toBe(receipt);
    expect(ending.ResultParameters.ResultParameter).toContainEqual({ Key: "TransactionReason" });
    expect(ending.ReferenceData.ReferenceItem).toEqual({ Key: "Occasion" });
    await payOut({ OriginatorConversationID: "payout-asked" });
    await result(2);
    await status({ OriginalConversationID: "payout-asked" });
    expect(valueOf(await result(3), "Amount")).toBe("41200");
    await status({ TransactionID: "TKL0000000" });
    expect((await result(4)).ResultCode).toBe("SFC_IC0003");
  });

  test("keys twice, lists for objects, and codes as text, when a mode says so", async () => {
    const receipt = await receive();
    await world.house.call("PUT", "/sandbox/modes", {
      rules: [{ mode: "duplicate-keys" }, { mode: "reference-as-list" }, { mode: "result-as-text" }],
    });
    await status({ TransactionID: receipt });
    const ending = await result();
    const keys = ending.ResultParameters.ResultParameter.map(({ Key }) => Key);
    expect(keys.filter((key) => key === "DebitPartyName")).toHaveLength(2);
    expect(ending.ReferenceData.ReferenceItem).toEqual([{ Key: "Occasion" }]);
    expect(ending.ResultCode).toBe("0");
  });

  test("the balance of every account in one line", async () => {
    await ask("/mpesa/accountbalance/v1/query", {
      Initiator: "testapi",
      ...queued(),
      CommandID: "AccountBalance",
      PartyA: shortCode,
      IdentifierType: "4",
      Remarks: "ok",
    });
    expect(valueOf(await result(), "AccountBalance")).toContain(
      "&Utility Account|KES|1000000.00|1000000.00|0.00|0.00&",
    );
  });
});

describe("pulling", () => {
  const eat = (epochMs: number) =>
    new Date(epochMs + 3 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
  const pull = (fields: object = {}) =>
    ask("/pulltransactions/v1/query", {
      ShortCode: shortCode,
      StartDate: eat(Date.now() - 3_600_000),
      EndDate: eat(Date.now() + 3_600_000),
      OffSetValue: "0",
      ...fields,
    });

  test("has to be registered, gives what came in, and says when there is none", async () => {
    const other = "600777";
    await world.house.call("PUT", `/sandbox/mpesa/merchants/${other}`, { consumerKey: paybill.key });
    const register = () =>
      ask("/pulltransactions/v1/register", {
        ShortCode: other,
        RequestType: "Pull",
        NominatedNumber: "0722000000",
        CallBackURL: "https://stead.test/pull",
      });
    expect(await pull({ ShortCode: other })).toMatchObject({ status: 400, json: { errorCode: "400.001" } });
    expect((await register()).json).toMatchObject({ ResponseStatus: "1000", ShortCode: other });
    expect((await register()).json).toMatchObject({ ResponseStatus: "1001" });
    expect((await pull({ ShortCode: other })).json).toMatchObject({ ResponseCode: "1001", Response: [[]] });
    const receipts: string[] = [];
    for (let count = 0; count < 101; count += 1)
      receipts.push(await receive({ shortCode: other, amount: 233 }));
    const { json } = await pull({ ShortCode: other });
    expect(json.Response[0]).toHaveLength(100);
    expect(json.Response[0]?.[0]).toEqual({
      transactionId: receipts[0],
      trxDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      msisdn: 700000009,
      sender: "MPESA",
      transactiontype: "c2b-pay-bill-debit",
      billreference: "A1",
      amount: "233.00",
      organizationname: "Merchant 600777",
    });
    await world.house.call("POST", "/sandbox/modes", { mode: "pull-duplicates", remaining: 1 });
    const last = await pull({ ShortCode: other, OffSetValue: "100" });
    expect(last.json.Response[0]?.map(({ transactionId }) => transactionId)).toEqual([
      receipts[100],
      receipts[100],
    ]);
    expect((await pull({ ShortCode: other, StartDate: "soon" })).json.errorMessage).toBe(
      "Bad Request - Invalid StartDate",
    );
  });
});
