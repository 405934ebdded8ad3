import { randomUUID } from "node:crypto";
import { z } from "zod";
import { eatWithFalseZone, parseEat } from "./eat.ts";
import type { MobileMoney } from "./mobile-money.ts";
import { needMerchant } from "./registry.ts";
import { shortCode, url, word } from "./requests.ts";
import type { Merchant, MobileTransaction } from "./rows.ts";
import { wireErrors } from "./wire-errors.ts";
import type { AddRoute } from "./wire-route.ts";

const pageRows = 100;
const reachMs = 48 * 3_600_000;

const time = word.transform((text, context) => {
  const epochMs = parseEat(text);
  if (epochMs === null) context.addIssue({ code: "custom", message: "no time" });
  return epochMs ?? 0;
});

const Register = z.object({
  ShortCode: shortCode,
  RequestType: z.literal("Pull"),
  NominatedNumber: word.pipe(z.string().regex(/^(254|0)\d{9}$/)),
  CallBackURL: url,
});

const Query = z.object({
  ShortCode: shortCode,
  StartDate: time,
  EndDate: time,
  OffSetValue: word.pipe(z.string().regex(/^\d{1,7}$/)).transform(Number),
});

function showRow(merchant: Merchant, row: MobileTransaction): object {
  return {
    transactionId: row.receipt,
    trxDate: eatWithFalseZone(row.finalisedMs ?? row.initiatedMs),
    msisdn: Number(row.msisdn.slice(3)),
    sender: "MPESA",
    transactiontype: merchant.kind === "till" ? "c2b-buy-goods-debit" : "c2b-pay-bill-debit",
    billreference: row.reference,
    amount: `${row.amount}.00`,
    organizationname: merchant.name,
  };
}

/** Money that came in, of the last 48 hours, whether it was confirmed or not. */
export function registerPull(add: AddRoute, mobile: MobileMoney): void {
  add({
    path: "/pulltransactions/v1/register",
    schema: Register,
    about: (body) => ({ account: body.ShortCode, subject: "pull-register" }),
    run: (app, body) => {
      const merchant = needMerchant(mobile, app, { shortCode: body.ShortCode, field: "ShortCode" });
      mobile.merchants.change(merchant.shortCode, { isPullRegistered: true });
      return {
        ResponseRefID: randomUUID(),
        ResponseStatus: merchant.isPullRegistered ? "1001" : "1000",
        ShortCode: merchant.shortCode,
        ResponseDescription: merchant.isPullRegistered
          ? "ShortCode already Registered"
          : "Shortcode Registered Successfully",
      };
    },
  });
  add({
    path: "/pulltransactions/v1/query",
    isAlsoGet: true,
    schema: Query,
    about: (body) => ({ account: body.ShortCode, subject: "pull" }),
    run: (app, body) => {
      const merchant = needMerchant(mobile, app, { shortCode: body.ShortCode, field: "ShortCode" });
      if (!merchant.isPullRegistered) throw wireErrors.notRegistered();
      const from = Math.max(body.StartDate, mobile.clock.nowMs() - reachMs);
      const rows = mobile
        .transactionsOfMerchant(merchant.shortCode)
        .filter(
          ({ kind, state, initiatedMs }) =>
            (kind === "stk" || kind === "c2b") &&
            (state === "completed" || state === "reversed") &&
            initiatedMs >= from &&
            initiatedMs < body.EndDate + 1_000,
        )
        .slice(body.OffSetValue, body.OffSetValue + pageRows)
        .map((row) => showRow(merchant, row));
      const isDoubled = mobile.modes.take("pull-duplicates", { account: merchant.shortCode }) !== undefined;
      return {
        ResponseRefID: randomUUID(),
        ResponseCode: rows.length === 0 ? "1001" : "1000",
        ResponseMessage:
          rows.length === 0 ? "No transactions available for the selected time period" : "Success",
        Response: [isDoubled ? rows.flatMap((row) => [row, row]) : rows],
      };
    },
  });
}
