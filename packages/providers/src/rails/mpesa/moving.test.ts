import { constants, privateDecrypt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type WireAnswer } from "../../test-servers.ts";
import { openRail } from "../open-rail.ts";
import type { PullPage, RailAnswer } from "../rail-provider.ts";
import {
  acknowledged,
  account,
  clock,
  collecting,
  moving,
  phone,
  privateKey,
  refusal,
  secrets,
  signal,
  useDaraja,
} from "./test-daraja.ts";

const daraja = await useDaraja();

describe("money out", () => {
  test("goes to a phone under our key, with the password under Daraja's certificate", async () => {
    expect(await daraja.rail.payOut?.({ ...moving, phone, name: "Akinyi" }, { signal })).toMatchObject({
      outcome: "ok",
      value: { ref: "o-1", facts: [{ kind: "movement", state: "pending", requestKey: moving.requestKey }] },
    });
    const [body] = daraja.bodies();
    expect(body).toMatchObject({
      OriginatorConversationID: moving.requestKey,
      InitiatorName: "stead-api",
      CommandID: "BusinessPayment",
      Amount: "41200",
      PartyA: "600966",
      PartyB: "254712345678",
      ResultURL: "https://stead.test/webhooks/mobile/f00d/b2c-result.0199-move",
      QueueTimeOutURL: "https://stead.test/webhooks/mobile/f00d/b2c-timeout.0199-move",
      Occassion: "",
    });
    expect(daraja.asked()[0]?.path).toBe("/mpesa/b2c/v3/paymentrequest");
    const opened = privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
      Buffer.from(String(body?.["SecurityCredential"]), "base64"),
    );
    expect(opened.toString()).toBe(secrets.initiatorPassword);
  });

  test("that was taken before its answer was lost is recognised, not sent twice", async () => {
    let count = 0;
    daraja.answer = () =>
      count++ === 0 ? "cut" : refusal(500, "500.002.1001", "Duplicate OriginatorConversationID.");
    expect(await daraja.rail.payOut?.({ ...moving, phone, name: "Akinyi" }, { signal })).toMatchObject({
      outcome: "failed",
      category: "repeated",
    });
    expect(new Set(daraja.bodies().map((body) => body["OriginatorConversationID"])).size).toBe(1);
  });

  test("that goes back names the receipt, and is never asked for twice", async () => {
    expect(await daraja.rail.refund?.({ ...moving, moneyId: "TKL1A2B3C4" }, { signal })).toMatchObject({
      outcome: "ok",
    });
    expect(daraja.bodies()).toMatchObject([
      {
        Initiator: "stead-api",
        CommandID: "TransactionReversal",
        TransactionID: "TKL1A2B3C4",
        Amount: "41200",
        ReceiverParty: "600966",
        RecieverIdentifierType: "11",
        ResultURL: "https://stead.test/webhooks/mobile/f00d/reversal-result.0199-move",
      },
    ]);
    daraja.answer = () => "cut";
    expect(await daraja.rail.refund?.({ ...moving, moneyId: "TKL1A2B3C4" }, { signal })).toMatchObject({
      outcome: "uncertain",
    });
    expect(daraja.asked()).toHaveLength(2);
  });

  test("is asked about by its conversation; the answer comes as an event", async () => {
    expect(await daraja.rail.queryMovement?.({ requestKey: "0199-move", ref: null }, { signal })).toEqual({
      outcome: "ok",
      value: [],
    });
    expect(daraja.bodies()).toMatchObject([
      {
        CommandID: "TransactionStatusQuery",
        OriginalConversationID: "0199-move",
        IdentifierType: "4",
        ResultURL: "https://stead.test/webhooks/mobile/f00d/status-result.0199-move",
      },
    ]);
  });

  test("needs an initiator and a certificate that can be read", async () => {
    for (const settings of [{ initiatorName: "" }, { certificate: "-----BEGIN CERTIFICATE-----" }])
      expect(await daraja.open(settings).payOut?.({ ...moving, phone, name: "x" }, { signal })).toMatchObject(
        {
          outcome: "failed",
          category: "settings",
        },
      );
    expect(daraja.asked()).toHaveLength(0);
  });
});

describe("pulling", () => {
  const row = (index: number) => ({
    transactionId: `TKL${String(index).padStart(7, "0")}`,
    trxDate: "2026-11-21T10:13:00Z",
    msisdn: 254_712_345_678,
    sender: "x",
    transactiontype: index % 50 === 49 ? "b2c" : "c2b-pay-bill-debit",
    billreference: "KLM-B04",
    amount: "1,000",
    organizationname: "x",
  });
  const rows = Array.from({ length: 230 }, (_, index) => row(index));
  const list = (_path: string, { OffSetValue }: Record<string, unknown>): WireAnswer => {
    const page = rows.slice(Number(OffSetValue), Number(OffSetValue) + 100);
    return { status: 200, body: { ResponseCode: page.length > 0 ? "1000" : "1001", Response: [page] } };
  };
  const window = { fromAt: "2026-11-20T00:00:00Z", toAt: "2026-11-21T07:30:00Z", cursor: null };

  test("turns the pages until the last, and leaves out what is no money of ours", async () => {
    clock.now = Date.parse("2026-11-21T07:30:00Z");
    daraja.answer = list;
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: RailAnswer<PullPage> | undefined = await daraja.rail.pull?.(
        { ...window, cursor },
        { signal },
      );
      if (page?.outcome !== "ok") throw new Error("no page");
      seen.push(...page.value.money.map(({ externalId }) => externalId));
      cursor = page.value.next;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(226);
    expect(daraja.bodies().map((body) => body["OffSetValue"])).toEqual(["0", "100", "200"]);
    expect(daraja.bodies()[0]).toMatchObject({
      ShortCode: "600966",
      StartDate: "2026-11-20 03:00:00",
      EndDate: "2026-11-21 10:30:00",
    });
  });

  test("of nothing is an empty page; of what is too old is refused", async () => {
    daraja.answer = () => ({ status: 200, body: { ResponseCode: "1001", Response: [[]] } });
    expect(await daraja.rail.pull?.(window, { signal })).toEqual({
      outcome: "ok",
      value: { money: [], unreadableCount: 0, next: null },
    });
    expect(await daraja.rail.pull?.({ ...window, toAt: "2026-11-01T00:00:00Z" }, { signal })).toMatchObject({
      category: "refused",
    });
  });

  test("reads what it can: one bad row hides no other", async () => {
    const bad = { ...row(1), amount: "five" };
    daraja.answer = () => ({
      status: 200,
      body: { ResponseCode: "1000", Response: [[row(0), bad, { sender: "x" }]] },
    });
    expect(await daraja.rail.pull?.(window, { signal })).toMatchObject({
      outcome: "ok",
      value: { money: [{ externalId: "TKL0000000" }], unreadableCount: 2, next: null },
    });
  });

  test("confirms what came from an unlisted address by the list alone", async () => {
    daraja.answer = list;
    const money = {
      externalId: "TKL0000007",
      amountMinor: 9_900_000,
      currency: "KES",
      receivedAt: "2026-11-21T07:13:00Z",
      reference: "forged",
      payerKey: null,
      payerName: null,
      feeMinor: null,
    };
    expect(await daraja.rail.confirm({ kind: "money", money }, { signal })).toMatchObject({
      outcome: "ok",
      value: [
        { kind: "money", money: { externalId: "TKL0000007", amountMinor: 100_000, reference: "KLM-B04" } },
      ],
    });
    expect(
      await daraja.rail.confirm({ kind: "money", money: { ...money, externalId: "TKLFORGED1" } }, { signal }),
    ).toMatchObject({ outcome: "failed", category: "refused" });
  });
});

describe("registering", () => {
  const paths = () => daraja.asked().map(({ path }) => path);
  test("uses version 2, and version 1 where the product is the old one", async () => {
    expect(await daraja.rail.register({ signal })).toMatchObject({ outcome: "ok" });
    expect(paths()).toEqual(["/mpesa/c2b/v2/registerurl", "/pulltransactions/v1/register"]);
    expect(daraja.bodies()[0]).toEqual({
      ShortCode: "600966",
      ResponseType: "Completed",
      ConfirmationURL: "https://stead.test/webhooks/mobile/f00d/c2b-confirmation",
      ValidationURL: "https://stead.test/webhooks/mobile/f00d/c2b-validation",
    });
    daraja.taken.length = 0;
    daraja.answer = (path) =>
      path.includes("/v2/") ? refusal(401, "401.003.01", "Invalid API product") : acknowledged;
    expect(await daraja.rail.register({ signal })).toMatchObject({ outcome: "ok" });
    expect(paths()).toContain("/mpesa/c2b/v1/registerurl");
  });

  test("again is no failure", async () => {
    daraja.answer = (path) =>
      path.includes("pull")
        ? {
            status: 200,
            body: { ResponseStatus: "1001", ResponseDescription: "ShortCode already Registered" },
          }
        : refusal(500, "500.003.1001", "Urls are already registered");
    expect(await daraja.rail.register({ signal })).toMatchObject({ outcome: "ok" });
    expect(paths()).not.toContain("/mpesa/c2b/v1/registerurl");
  });

  test("at Daraja itself takes no address that it would refuse", async () => {
    for (const callbackUrl of ["http://stead.test/webhooks/mobile/f00d", "https://stead.test/mpesa/f00d"]) {
      const live = openRail({ ...account, callbackUrl }, { baseUrls: {} });
      expect(await live.register({ signal })).toMatchObject({ outcome: "failed", category: "settings" });
    }
  });
});

test("settings are checked before an account is opened, and no value is repeated", () => {
  const opening = () =>
    openRail(
      {
        ...account,
        account: "12",
        settings: { kind: "shop", consumerKey: "k", passkey: secrets.passkey, colour: "x" },
      },
      { baseUrls: {} },
    );
  expect(opening).toThrow(
    expect.objectContaining({
      code: "INVALID",
      details: {
        fields: [
          expect.objectContaining({ path: "account", rule: "pattern" }),
          expect.objectContaining({ path: "settings.kind", rule: "choice" }),
          expect.objectContaining({ path: "settings.consumerSecret", rule: "required" }),
          expect.objectContaining({ path: "settings.colour", rule: "known" }),
        ],
      },
    }),
  );
});

test("no secret and no phone is in any answer", async () => {
  const said: string[] = [];
  const everything = JSON.stringify({ ...secrets, phone });
  for (const wrong of [
    refusal(400, "400.002.02", everything),
    refusal(500, phone.slice(1), everything),
    { status: 500, body: everything },
    { status: 200, body: { ResponseCode: "1", ResponseDescription: everything } },
    "cut" as const,
  ]) {
    daraja.answer = () => wrong;
    said.push(
      JSON.stringify([
        await daraja.rail.collect(collecting, { signal }),
        await daraja.rail.queryAttempt({ ref: "ws_CO_1", startedAt: "" }, { signal }),
        await daraja.rail.payOut?.({ ...moving, phone, name: "x" }, { signal }),
        await daraja.rail.refund?.({ ...moving, moneyId: "TKL1A2B3C4" }, { signal }),
        await daraja.rail.register({ signal }),
      ]),
    );
  }
  for (const planted of [...Object.values(secrets), "254712345678"])
    expect(said.join("")).not.toContain(planted);
});
