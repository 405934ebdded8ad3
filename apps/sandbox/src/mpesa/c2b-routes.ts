import { z } from "zod";
import type { MobileMoney } from "./mobile-money.ts";
import { newRequestId } from "./numbers.ts";
import { payBill } from "./pay-bill.ts";
import { needMerchant } from "./registry.ts";
import { checkRegisteredUrl, msisdn, shillings, shortCode, url, word } from "./requests.ts";
import type { DarajaApp } from "./rows.ts";
import { wireErrors } from "./wire-errors.ts";
import type { AddRoute } from "./wire-route.ts";

const Register = z.object({
  ShortCode: shortCode,
  ResponseType: z.enum(["Completed", "Cancelled"]),
  ConfirmationURL: url,
  ValidationURL: url,
});

const Simulate = z.object({
  ShortCode: shortCode,
  CommandID: z.enum(["CustomerPayBillOnline", "CustomerBuyGoodsOnline"]),
  Amount: shillings,
  Msisdn: msisdn,
  BillRefNumber: word.pipe(z.string().max(20)).nullish(),
});

function checkProduct(app: DarajaApp, version: "v1" | "v2"): void {
  if (app.c2bVersion !== "both" && app.c2bVersion !== version) throw wireErrors.wrongProduct();
}

/** Paybill and till payments that customers make by hand: where they are told, and playing one. */
export function registerC2b(add: AddRoute, mobile: MobileMoney): void {
  for (const version of ["v1", "v2"] as const) {
    add({
      path: `/mpesa/c2b/${version}/registerurl`,
      schema: Register,
      about: (body) => ({ account: body.ShortCode, subject: "c2b-register" }),
      run: (app, body) => {
        checkProduct(app, version);
        registerUrls(mobile, app, body);
        return {
          OriginatorCoversationID: newRequestId(),
          ResponseCode: "0",
          ResponseDescription: "Success",
        };
      },
    });
    add({
      path: `/mpesa/c2b/${version}/simulate`,
      schema: Simulate,
      about: (body) => ({ account: body.ShortCode, customer: body.Msisdn, subject: "c2b-simulate" }),
      run: (app, body) => {
        checkProduct(app, version);
        const merchant = needMerchant(mobile, app, { shortCode: body.ShortCode, field: "ShortCode" });
        payBill(mobile, {
          shortCode: merchant.shortCode,
          msisdn: body.Msisdn,
          amount: body.Amount,
          reference: body.BillRefNumber ?? "",
        });
        return {
          OriginatorCoversationID: newRequestId(),
          ResponseCode: "0",
          ResponseDescription: "Accept the service request successfully.",
        };
      },
    });
  }
}

function registerUrls(mobile: MobileMoney, app: DarajaApp, body: z.output<typeof Register>): void {
  const merchant = needMerchant(mobile, app, { shortCode: body.ShortCode, field: "ShortCode" });
  checkRegisteredUrl(body.ConfirmationURL, "ConfirmationURL", merchant.isProduction);
  checkRegisteredUrl(body.ValidationURL, "ValidationURL", merchant.isProduction);
  if (merchant.isProduction && merchant.urls !== null) throw wireErrors.urlsRegistered();
  mobile.merchants.change(merchant.shortCode, {
    urls: {
      confirmation: body.ConfirmationURL,
      validation: body.ValidationURL,
      responseType: body.ResponseType,
    },
  });
}
