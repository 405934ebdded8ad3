import { z } from "zod";
import { showAccount } from "../accounts.ts";
import { addEndpoint } from "../endpoints.ts";
import { stripeErrors } from "../errors.ts";
import { flag, metadata, mergeMetadata, readForm, textOrClear } from "../forms.ts";
import { paginate } from "../lists.ts";
import { idIn, type StripeRoute } from "../route.ts";
import { listObjects, needObject, saveObject } from "../side.ts";

const Endpoint = z.object({
  url: z.url({ protocol: /^https?$/ }),
  enabled_events: z.array(z.string()).min(1),
  api_version: z.string().optional(),
  description: z.string().optional(),
  metadata: metadata.optional(),
});

const EndpointChange = z.object({
  url: z.url({ protocol: /^https?$/ }).optional(),
  enabled_events: z.array(z.string()).min(1).optional(),
  description: textOrClear.optional(),
  disabled: flag.optional(),
  metadata: metadata.optional(),
});

const EventFilter = z.object({ type: z.string().optional(), types: z.array(z.string()).optional() });

export const accountRoutes: StripeRoute[] = [
  { method: "GET", path: "/v1/account", run: (call) => showAccount(call.account) },
  {
    method: "GET",
    path: "/v1/accounts/:id",
    run: (call, params) => {
      if (idIn(params) === call.account.id) return showAccount(call.account);
      throw stripeErrors.noSuch("account", idIn(params));
    },
  },
  {
    method: "POST",
    path: "/v1/webhook_endpoints",
    run: (call, _params, form) => {
      const fields = readForm(Endpoint, form);
      const { endpoint, secret } = addEndpoint(call, {
        ...fields,
        api_version: fields.api_version ?? null,
        description: fields.description ?? null,
        metadata: fields.metadata ?? {},
      });
      return { ...endpoint, secret };
    },
  },
  {
    method: "POST",
    path: "/v1/webhook_endpoints/:id",
    run: (call, params, form) => {
      const { disabled, metadata: change, ...fields } = readForm(EndpointChange, form);
      const before = needObject(call, "webhook_endpoint", idIn(params));
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      return saveObject(call, {
        ...before,
        ...given,
        ...(disabled !== undefined && { status: disabled ? ("disabled" as const) : ("enabled" as const) }),
        metadata: mergeMetadata(before.metadata, change),
      });
    },
  },
  {
    method: "GET",
    path: "/v1/webhook_endpoints/:id",
    run: (call, params) => needObject(call, "webhook_endpoint", idIn(params)),
  },
  {
    method: "GET",
    path: "/v1/webhook_endpoints",
    run: (call, _params, form) =>
      paginate(listObjects(call, "webhook_endpoint"), form, "/v1/webhook_endpoints"),
  },
  {
    method: "DELETE",
    path: "/v1/webhook_endpoints/:id",
    run: (call, params) => {
      const endpoint = needObject(call, "webhook_endpoint", idIn(params));
      // Kept, so that what is under way can still be signed.
      saveObject(call, { ...endpoint, object: "webhook_endpoint.deleted", status: "disabled" });
      return { id: endpoint.id, object: "webhook_endpoint", deleted: true };
    },
  },
  { method: "GET", path: "/v1/events/:id", run: (call, params) => needObject(call, "event", idIn(params)) },
  {
    method: "GET",
    path: "/v1/events",
    run: (call, _params, form) => {
      const { type, types } = readForm(EventFilter, form);
      const wanted = types ?? (type === undefined ? undefined : [type]);
      const fits = (name: string) =>
        wanted?.some((one) => one === name || (one.endsWith("*") && name.startsWith(one.slice(0, -1)))) ??
        true;
      return paginate(
        listObjects(call, "event").filter((row) => fits(row.type)),
        form,
        "/v1/events",
      );
    },
  },
];
