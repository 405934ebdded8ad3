import { z } from "zod";
import { addCustomer } from "../customers.ts";
import { emit } from "../events.ts";
import { mergeMetadata, metadata, readForm, textOrClear } from "../forms.ts";
import { paginate } from "../lists.ts";
import { attachMethod, needMethod } from "../methods.ts";
import type { Customer } from "../objects.ts";
import { idIn, type StripeRoute } from "../route.ts";
import { listObjects, needObject, saveObject } from "../side.ts";

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

/** What the form says, over what was there. */
function merge(before: Customer | undefined, fields: z.output<typeof Fields>): Partial<Customer> {
  const { email, name, phone, description } = fields;
  return {
    ...(email !== undefined && { email }),
    ...(name !== undefined && { name }),
    ...(phone !== undefined && { phone }),
    ...(description !== undefined && { description }),
    metadata: mergeMetadata(before?.metadata ?? {}, fields.metadata),
  };
}

export const customerRoutes: StripeRoute[] = [
  {
    method: "POST",
    path: "/v1/customers",
    run: (call, _params, form) => {
      const fields = readForm(Fields, form);
      const customer = addCustomer(call, merge(undefined, fields));
      if (fields.payment_method !== undefined) {
        attachMethod(call, needMethod(call, fields.payment_method, customer.id), customer.id);
      }
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
        ...before,
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
