import { AppError } from "@stead/kernel/errors";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { findCustomer } from "../mpesa/customers.ts";
import { initiatorCertificate } from "../mpesa/initiators.ts";
import type { MobileMoney } from "../mpesa/mobile-money.ts";
import { payBill } from "../mpesa/pay-bill.ts";
import { failPrompt, payPrompt, promptRefusals, promptText } from "../mpesa/prompts.ts";
import { newMerchant } from "../mpesa/registry.ts";
import { msisdn, shillings, shortCode, word } from "../mpesa/requests.ts";
import { resultCodes } from "../mpesa/result-codes.ts";
import type { Prompt } from "../mpesa/rows.ts";
import type { Sandbox } from "../sandbox.ts";
import { idOf, readInput } from "./inputs.ts";

const Act = z.union([
  z.strictObject({
    act: z.enum(["pay", ...(Object.keys(promptRefusals) as (keyof typeof promptRefusals)[])]),
  }),
  z.strictObject({ act: z.literal("fail"), resultCode: z.enum(resultCodes).exclude(["0"]) }),
]);

const Payment = z.strictObject({ shortCode, msisdn, amount: shillings, reference: word.default("") });

const MerchantInput = z.strictObject({
  consumerKey: z.string().min(1).optional(),
  consumerSecret: z.string().min(1).optional(),
  c2bVersion: z.enum(["v1", "v2", "both"]).optional(),
  name: z.string().min(1).optional(),
  kind: z.enum(["paybill", "till"]).optional(),
  passkey: z.string().nullable().optional(),
  initiatorName: z.string().nullable().optional(),
  initiatorPassword: z.string().nullable().optional(),
  isValidationOn: z.boolean().optional(),
  isProduction: z.boolean().optional(),
  urls: z
    .strictObject({
      confirmation: z.url(),
      validation: z.union([z.url(), z.literal("")]),
      responseType: z.enum(["Completed", "Cancelled"]),
    })
    .nullable()
    .optional(),
  utility: z.number().int().optional(),
});

const CustomerInput = z.strictObject({
  firstName: z.string().min(1).optional(),
  balance: z.number().int().min(0).nullable().optional(),
  isReachable: z.boolean().optional(),
  isRegistered: z.boolean().optional(),
});

const PromptQuery = z.object({
  state: z.enum(["pending", "paid", "failed"]).optional(),
  msisdn: z.string().optional(),
  shortCode: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});

/** Only what was given: a field that is left out stays as it was. */
function given<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}

function describePrompt(mobile: MobileMoney, prompt: Prompt): object {
  const merchant = mobile.merchants.get(prompt.shortCode);
  return { ...prompt, text: promptText(merchant ?? { name: prompt.shortCode }, prompt) };
}

function registerPrompts(server: FastifyInstance, mobile: MobileMoney): void {
  server.get("/mpesa/prompts", (request) => {
    const { limit, ...filter } = readInput(PromptQuery, request.query);
    const items = [...mobile.prompts.values()]
      .toReversed()
      .filter(
        (row) =>
          (filter.state === undefined || row.state === filter.state) &&
          (filter.msisdn === undefined || row.msisdn === filter.msisdn) &&
          (filter.shortCode === undefined || row.shortCode === filter.shortCode),
      )
      .slice(0, limit);
    return { items: items.map((row) => describePrompt(mobile, row)) };
  });
  server.get("/mpesa/prompts/:id", (request) => describePrompt(mobile, mobile.prompts.need(idOf(request))));
  server.post("/mpesa/prompts/:id/act", (request) => {
    const id = idOf(request);
    const input = readInput(Act, request.body);
    if (mobile.prompts.need(id).state !== "pending") {
      throw new AppError("PRECONDITION", "the prompt has ended already");
    }
    if (input.act === "pay") return payPrompt(mobile, id);
    return failPrompt(mobile, id, input.act === "fail" ? input.resultCode : promptRefusals[input.act]);
  });
}

function registerMerchants(server: FastifyInstance, mobile: MobileMoney): void {
  const show = (shortCode: string) => {
    const { passkey, initiatorPassword, ...merchant } = mobile.merchants.need(shortCode);
    return { ...merchant, hasPasskey: passkey !== null, hasInitiatorPassword: initiatorPassword !== null };
  };
  server.get("/mpesa/merchants", () => ({
    items: [...mobile.merchants.values()].map(({ shortCode }) => show(shortCode)),
  }));
  server.get("/mpesa/merchants/:id", (request) => show(idOf(request)));
  server.put("/mpesa/merchants/:id", (request) => {
    const id = readInput(shortCode, idOf(request));
    const { consumerKey, consumerSecret, c2bVersion, ...fields } = given(
      readInput(MerchantInput, request.body),
    );
    mobile.store.act(() => {
      const known = mobile.merchants.get(id);
      const key = consumerKey ?? known?.consumerKey ?? `key-${id}`;
      const app = mobile.apps.get(key) ?? {
        consumerKey: key,
        consumerSecret: `secret-${id}`,
        c2bVersion: "both",
      };
      mobile.apps.put(key, { ...app, ...given({ consumerSecret, c2bVersion }) });
      mobile.merchants.put(id, {
        ...(known ?? { ...newMerchant, shortCode: id, name: `Merchant ${id}` }),
        ...fields,
        consumerKey: key,
      });
    });
    return show(id);
  });
}

function registerCustomers(server: FastifyInstance, mobile: MobileMoney): void {
  server.get("/mpesa/customers", () => ({ items: [...mobile.customers.values()] }));
  server.put("/mpesa/customers/:id", (request) => {
    const id = readInput(msisdn, idOf(request));
    const fields = given(readInput(CustomerInput, request.body));
    return mobile.store.act(() => mobile.customers.put(id, { ...findCustomer(mobile, id), ...fields }));
  });
}

/** Plays phones: their prompts, payments that are typed by hand, and who they belong to. */
export function registerMobileControl(server: FastifyInstance, { mobileMoney: mobile }: Sandbox): void {
  registerPrompts(server, mobile);
  registerMerchants(server, mobile);
  registerCustomers(server, mobile);
  server.get("/mpesa/certificate", (_request, reply) =>
    reply.type("application/x-pem-file").send(initiatorCertificate(mobile)),
  );
  server.post("/mpesa/payments", (request) => payBill(mobile, readInput(Payment, request.body)));
  server.get("/mpesa/transactions/:id", (request) => mobile.transactions.need(idOf(request)));
}
