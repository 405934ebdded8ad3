import { z } from "zod";
import { queueConversation } from "./conversations.ts";
import type { MobileMoney } from "./mobile-money.ts";
import { newConversationId, newRequestId } from "./numbers.ts";
import { needMerchant } from "./registry.ts";
import { msisdn, shillings, shortCode, url, word } from "./requests.ts";
import type { Conversation, DarajaApp } from "./rows.ts";
import { wireErrors } from "./wire-errors.ts";
import type { AddRoute } from "./wire-route.ts";

const remarks = z.string().min(2).max(100);
const queued = { SecurityCredential: z.string().min(1), ResultURL: url, QueueTimeOutURL: url };

const Payout = z.object({
  OriginatorConversationID: z.string().min(1),
  InitiatorName: z.string().min(1),
  ...queued,
  CommandID: z.enum(["SalaryPayment", "BusinessPayment", "PromotionPayment"]),
  Amount: shillings,
  PartyA: shortCode,
  PartyB: msisdn,
  Remarks: remarks,
  Occassion: z.string().max(100).default(""),
});

const Reversal = z.object({
  Initiator: z.string().min(1),
  ...queued,
  CommandID: z.literal("TransactionReversal"),
  TransactionID: z.string().min(1),
  Amount: shillings,
  ReceiverParty: shortCode,
  RecieverIdentifierType: word.pipe(z.literal("11")),
  Remarks: remarks,
});

const Status = z
  .object({
    Initiator: z.string().min(1),
    ...queued,
    CommandID: z.literal("TransactionStatusQuery"),
    TransactionID: z.string().default(""),
    OriginalConversationID: z.string().default(""),
    PartyA: shortCode,
    IdentifierType: word.pipe(z.literal("4")),
    Remarks: z.string().max(100),
    Occasion: z.string().max(100).default(""),
  })
  .refine((body) => body.TransactionID !== "" || body.OriginalConversationID !== "", {
    path: ["TransactionID"],
  });

const Balance = z.object({
  Initiator: z.string().min(1),
  ...queued,
  CommandID: z.literal("AccountBalance"),
  PartyA: shortCode,
  IdentifierType: word.pipe(z.enum(["2", "4"])),
  Remarks: z.string().max(100),
});

type Queued = { SecurityCredential: string; ResultURL: string; QueueTimeOutURL: string };

const blank = {
  originalConversationId: "",
  msisdn: "",
  amount: 0,
  reference: "",
  resultCode: null,
  receipt: null,
} as const;

/** Takes a request into the queue and answers as every queued request is answered. */
function accept(
  mobile: MobileMoney,
  app: DarajaApp,
  body: Queued,
  fields: Pick<Conversation, "kind" | "shortCode" | "initiator"> & Partial<Conversation>,
  field = "PartyA",
): object {
  needMerchant(mobile, app, { shortCode: fields.shortCode, field });
  const row = queueConversation(mobile, {
    ...blank,
    conversationId: newConversationId(mobile.clock.nowMs()),
    originatorConversationId: newRequestId(),
    credential: body.SecurityCredential,
    resultUrl: body.ResultURL,
    timeoutUrl: body.QueueTimeOutURL,
    ...fields,
  });
  return {
    ConversationID: row.conversationId,
    OriginatorConversationID: row.originatorConversationId,
    ResponseCode: "0",
    ResponseDescription: "Accept the service request successfully.",
  };
}

function registerPayouts(add: AddRoute, mobile: MobileMoney): void {
  add({
    path: "/mpesa/b2c/v3/paymentrequest",
    schema: Payout,
    about: (body) => ({ account: body.PartyA, customer: body.PartyB, subject: "b2c" }),
    run: (app, body) => {
      const isKnown = mobile
        .conversationsOf(body.OriginatorConversationID)
        .some(({ shortCode: sender }) => sender === body.PartyA);
      if (isKnown) throw wireErrors.duplicateConversation();
      return accept(mobile, app, body, {
        kind: "b2c",
        shortCode: body.PartyA,
        initiator: body.InitiatorName,
        originatorConversationId: body.OriginatorConversationID,
        msisdn: body.PartyB,
        amount: body.Amount,
        reference: body.Remarks,
      });
    },
  });
  add({
    path: "/mpesa/reversal/v1/request",
    schema: Reversal,
    about: (body) => ({ account: body.ReceiverParty, subject: "reversal" }),
    run: (app, body) =>
      accept(
        mobile,
        app,
        body,
        {
          kind: "reversal",
          shortCode: body.ReceiverParty,
          initiator: body.Initiator,
          amount: body.Amount,
          reference: body.TransactionID,
        },
        "ReceiverParty",
      ),
  });
}

/** Requests that are answered at once and end later: payouts, reversals, questions. */
export function registerQueued(add: AddRoute, mobile: MobileMoney): void {
  registerPayouts(add, mobile);
  add({
    path: "/mpesa/transactionstatus/v1/query",
    schema: Status,
    about: (body) => ({ account: body.PartyA, subject: "status" }),
    run: (app, body) =>
      accept(mobile, app, body, {
        kind: "status",
        shortCode: body.PartyA,
        initiator: body.Initiator,
        originalConversationId: body.OriginalConversationID,
        reference: body.TransactionID,
      }),
  });
  add({
    path: "/mpesa/accountbalance/v1/query",
    schema: Balance,
    about: (body) => ({ account: body.PartyA, subject: "balance" }),
    run: (app, body) =>
      accept(mobile, app, body, { kind: "balance", shortCode: body.PartyA, initiator: body.Initiator }),
  });
}
