import { z } from "zod";
import { stripeErrors } from "../errors.ts";
import { emit } from "../events.ts";
import { metadata, readForm, whole } from "../forms.ts";
import { paginate } from "../lists.ts";
import { addMethod, attachMethod, needMethod } from "../methods.ts";
import { idIn, type Form, type StripeRoute } from "../route.ts";
import { addSetup, completeSetup } from "../setups.ts";
import { listObjects, needObject, saveObject, type Call } from "../side.ts";
import { findTestMethod, type TestMethod } from "../sample-methods.ts";

const Create = z.object({
  type: z.enum(["card", "us_bank_account", "sepa_debit", "bacs_debit"]),
  card: z
    .object({ number: z.string().optional(), token: z.string().optional(), exp_month: whole.optional() })
    .optional(),
  us_bank_account: z.object({ account_number: z.string() }).optional(),
  sepa_debit: z.object({ iban: z.string() }).optional(),
  bacs_debit: z.object({ account_number: z.string() }).optional(),
  billing_details: z.record(z.string(), z.unknown()).default({}),
});

const cardTokens: Record<string, string> = { tok_visa: "pm_card_visa", tok_mastercard: "pm_card_mastercard" };

/** The test method that a form describes. A number that is none of Stripe's test numbers is refused. */
function describedMethod(form: z.output<typeof Create>): TestMethod {
  const { number = "", token = "" } = form.card ?? {};
  const given = {
    card: cardTokens[token] ?? number.replaceAll(/[ -]/g, ""),
    us_bank_account: form.us_bank_account?.account_number,
    sepa_debit: form.sepa_debit?.iban.replaceAll(" ", ""),
    bacs_debit: form.bacs_debit?.account_number,
  }[form.type];
  const found = given === undefined ? undefined : findTestMethod(given);
  if (found !== undefined && found.type === form.type) return found;
  throw stripeErrors.invalid(
    "Your card number is incorrect.",
    "incorrect_number",
    `${form.type}[number]`,
    402,
  );
}

const Attach = z.object({ customer: z.string() });
const Filter = z.object({ customer: z.string().optional(), type: z.string().optional() });

const methodRoutes: StripeRoute[] = [
  {
    method: "POST",
    path: "/v1/payment_methods",
    run: (call, _params, form) => {
      const fields = readForm(Create, form);
      return addMethod(call, describedMethod(fields), { billingDetails: fields.billing_details });
    },
  },
  {
    method: "GET",
    path: "/v1/payment_methods/:id",
    run: (call, params) => needObject(call, "payment_method", idIn(params), "payment_method"),
  },
  {
    method: "POST",
    path: "/v1/payment_methods/:id/attach",
    run: (call, params, form) => {
      const customer = needObject(call, "customer", readForm(Attach, form).customer, "customer");
      return attachMethod(call, needMethod(call, idIn(params), customer.id), customer.id);
    },
  },
  {
    method: "POST",
    path: "/v1/payment_methods/:id/detach",
    run: (call, params) => {
      const before = needObject(call, "payment_method", idIn(params), "payment_method");
      const detached = saveObject(call, { ...before, customer: null });
      emit(call, "payment_method.detached", detached);
      return detached;
    },
  },
  {
    method: "GET",
    path: "/v1/payment_methods",
    run: (call, _params, form) => listMethods(call, form, "/v1/payment_methods"),
  },
  {
    method: "GET",
    path: "/v1/customers/:id/payment_methods",
    run: (call, params, form) =>
      listMethods(call, { ...form, customer: idIn(params) }, `/v1/customers/${idIn(params)}/payment_methods`),
  },
];

function listMethods(call: Call, form: Form, url: string): object {
  const { customer, type } = readForm(Filter, form);
  const rows = listObjects(call, "payment_method").filter(
    (row) =>
      row.customer !== null && row.customer === (customer ?? row.customer) && row.type === (type ?? row.type),
  );
  return paginate(rows, form, url);
}

const SetupForm = z.object({
  customer: z.string().optional(),
  payment_method: z.string().optional(),
  confirm: z.enum(["true", "false"]).optional(),
  metadata: metadata.optional(),
});

const setupRoutes: StripeRoute[] = [
  {
    method: "POST",
    path: "/v1/setup_intents",
    run: (call, _params, form) => {
      const fields = readForm(SetupForm, form);
      const setup = addSetup(call, { customer: fields.customer ?? null, metadata: fields.metadata ?? {} });
      const isConfirmed = fields.confirm === "true" && fields.payment_method !== undefined;
      return isConfirmed ? completeSetup(call, setup, fields.payment_method ?? "") : setup;
    },
  },
  {
    method: "GET",
    path: "/v1/setup_intents/:id",
    run: (call, params) => needObject(call, "setup_intent", idIn(params)),
  },
  {
    method: "POST",
    path: "/v1/setup_intents/:id/confirm",
    run: (call, params, form) => {
      const setup = needObject(call, "setup_intent", idIn(params));
      return completeSetup(
        call,
        setup,
        readForm(z.object({ payment_method: z.string() }), form).payment_method,
      );
    },
  },
];

export const paymentMethodRoutes: StripeRoute[] = [...methodRoutes, ...setupRoutes];
