import { z } from "zod";
import type { MobileMoney } from "./mobile-money.ts";
import { pushPrompt } from "./prompts.ts";
import { checkPassword, findMerchant } from "./registry.ts";
import { msisdn, shillings, shortCode, url, word } from "./requests.ts";
import { results } from "./result-codes.ts";
import { wireErrors } from "./wire-errors.ts";
import type { AddRoute } from "./wire-route.ts";

const accepted = "Success. Request accepted for processing";
const timestamp = word.pipe(z.string().regex(/^\d{14}$/));

const Push = z.object({
  BusinessShortCode: shortCode,
  Password: z.string().min(1),
  Timestamp: timestamp,
  TransactionType: z.enum(["CustomerPayBillOnline", "CustomerBuyGoodsOnline"]),
  Amount: shillings,
  PartyA: msisdn,
  PartyB: shortCode,
  PhoneNumber: msisdn,
  CallBackURL: url,
  AccountReference: word.pipe(z.string().min(1).max(12)),
  TransactionDesc: word.pipe(z.string().max(13)).default(""),
});

const Query = z.object({
  BusinessShortCode: shortCode,
  Password: z.string().min(1),
  Timestamp: timestamp,
  CheckoutRequestID: z.string().min(1),
});

/** Prompts: asking a phone for money, and asking how that went. */
export function registerStk(add: AddRoute, mobile: MobileMoney): void {
  add({
    path: "/mpesa/stkpush/v1/processrequest",
    schema: Push,
    about: (body) => ({ account: body.BusinessShortCode, customer: body.PhoneNumber, subject: "stk-push" }),
    run: (app, body) => {
      const prompt = pushPrompt(mobile, app, body);
      return {
        MerchantRequestID: prompt.merchantRequestId,
        CheckoutRequestID: prompt.checkoutRequestId,
        ResponseCode: "0",
        ResponseDescription: accepted,
        CustomerMessage: accepted,
      };
    },
  });
  add({
    path: "/mpesa/stkpushquery/v1/query",
    schema: Query,
    about: (body) => ({ account: body.BusinessShortCode, subject: "stk-query" }),
    run: (app, body) => {
      const merchant = findMerchant(mobile, app, body.BusinessShortCode);
      if (merchant === undefined) throw wireErrors.noMerchant();
      checkPassword(mobile, merchant, { password: body.Password, timestamp: body.Timestamp });
      const prompt = mobile.prompts.get(body.CheckoutRequestID);
      if (prompt === undefined || prompt.shortCode !== merchant.shortCode) {
        throw wireErrors.invalidField("CheckoutRequestID");
      }
      if (prompt.resultCode === null) throw wireErrors.inProcess();
      return {
        ResponseCode: "0",
        ResponseDescription: "The service request has been accepted successfully",
        MerchantRequestID: prompt.merchantRequestId,
        CheckoutRequestID: prompt.checkoutRequestId,
        ResultCode: prompt.resultCode,
        ResultDesc: results[prompt.resultCode],
      };
    },
  });
}
