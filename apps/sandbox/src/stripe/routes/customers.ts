import { z } from "zod";
import { emit } from "../events.ts";
import { mergeMetadata, metadata, readForm, textOrClear } from "../forms.ts";
import { newStripeId, randomText } from "../ids.ts";
import { paginate } from "../lists.ts";
import { attachMethod, needMethod } from "../methods.ts";
import type { Customer } from "../objects.ts";
import { idIn, type StripeRoute } from "../route.ts";
import { listObjects, needObject, nowSeconds, saveObject } from "../side.ts";

const Fields = z.object({
  email: textOrClear.optional(),
  name: textOrClear.optional(),
  phone: textOrClear.optional(),
  description: textOrClear.optional(),
  metadata: metadata.optional(),
  payment_method: z.string().optional(),
  invoice_settings: z.object({ default_payment_method: z.string().optional() }).optional(),
});

const ListForm = z.object({ email: z.string().optional() });

function merge(customer: Customer, fields: z.output<typeof Fields>): Customer {
  const { email, name, phone, description } = fields;
  return {
    ...customer,
    ...(email !== undefined && { email }),
    ...(name !== undefined && { name }),
    ...(phone !== undefined && { phone }),
    ...(description !== undefined && { description }),
    metadata: mergeMetadata(customer.metadata, fields.metadata),
  };
}

const blank = (id: string, created: number): Customer => ({
  id,
  object: "customer",
  created,
  currency: null,
  delinquent: false,
  description: null,
  email: null,
  invoice_settings: {
    custom_fields: null,
    default_payment_method: null,
    footer: null,
    rendering_options: null,
  },
  livemode: false,
  metadata: {},
  name: null,
  phone: null,
  address: null,
  balance: 0,
  default_source: null,
  discount: null,
  invoice_prefix: randomText(8).toUpperCase(),
  next_invoice_sequence: 1,
  preferred_locales: [],
  shipping: null,
  tax_exempt: "none",
  test_clock: null,
});

export const customerRoutes: StripeRoute[] = [
  {
    method: "POST",
    path: "/v1/customers",
    run: (call, _params, form) => {
      const fields = readForm(Fields, form);
      const customer = saveObject(call, merge(blank(newStripeId("cus"), nowSeconds(call.side)), fields), {});
      if (fields.payment_method !== undefined) {
        attachMethod(call, needMethod(call, fields.payment_method, customer.id), customer.id);
      }
      emit(call, "customer.created", customer);
      return customer;
    },
  },
  {
    method: "POST",
    path: "/v1/customers/:id",
    run: (call, params, form) => {
      const fields = readForm(Fields, form);
      const before = needObject(call, "customer", idIn(params));
      const method = fields.invoice_settings?.default_payment_method;
      const chosen = method === undefined || method === "" ? method : needMethod(call, method, before.id).id;
      const after = saveObject(call, {
        ...merge(before, fields),
        ...(chosen !== undefined && {
          invoice_settings: {
            ...before.invoice_settings,
            default_payment_method: chosen === "" ? null : chosen,
          },
        }),
      });
      emit(call, "customer.updated", after);
      return after;
    },
  },
  {
    method: "GET",
    path: "/v1/customers/:id",
    run: (call, params) => needObject(call, "customer", idIn(params)),
  },
  {
    method: "GET",
    path: "/v1/customers",
    run: (call, _params, form) => {
      const { email } = readForm(ListForm, form);
      const rows = listObjects(call, "customer").filter((row) => email === undefined || row.email === email);
      return paginate(rows, form, "/v1/customers");
    },
  },
  {
    method: "DELETE",
    path: "/v1/customers/:id",
    run: (call, params) => {
      const customer = needObject(call, "customer", idIn(params));
      call.side.objects.delete(customer.id);
      emit(call, "customer.deleted", customer);
      return { id: customer.id, object: "customer", deleted: true };
    },
  },
];
