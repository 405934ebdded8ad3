import { stripeErrors } from "./errors.ts";
import { hiddenOf, listObjects, type Call } from "./side.ts";

type Fields = Record<string, unknown>;

/** The version from which periods are on items and invoices have payments. */
const currentShapes = "2025-03-31";

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Balance transactions before their day are pending, whatever they were when they were written. */
function settle(call: Call, value: Fields): Fields {
  if (value["object"] !== "balance_transaction") return value;
  const isDue = Number(value["available_on"]) * 1_000 <= call.side.clock.nowMs();
  return { ...value, status: isDue ? "available" : "pending" };
}

function oldSubscription(value: Fields): Fields {
  const items = value["items"] as { data: Fields[] };
  const { current_period_start, current_period_end } = items.data[0] ?? {};
  return { ...value, current_period_start, current_period_end };
}

function oldInvoice(call: Call, value: Fields): Fields {
  const parent = value["parent"] as { subscription_details?: { subscription: string } } | null;
  const payment = listObjects(call, "invoice_payment").findLast((row) => row.invoice === value["id"]);
  const intent = payment?.payment.payment_intent ?? null;
  const charge = listObjects(call, "charge").findLast(
    (row) => intent !== null && row.payment_intent === intent,
  );
  return {
    ...value,
    subscription: parent?.subscription_details?.subscription ?? null,
    payment_intent: intent,
    charge: charge?.id ?? null,
    paid: value["status"] === "paid",
  };
}

function oldLine(call: Call, value: Fields): Fields {
  const pricing = value["pricing"] as { price_details: { price: string } } | null;
  const parent = value["parent"] as { subscription_item_details?: Fields } | null;
  const item = parent?.subscription_item_details;
  return {
    ...value,
    price: call.side.objects.get(pricing?.price_details.price ?? "")?.value ?? null,
    proration: item?.["proration"] ?? false,
    subscription_item: item?.["subscription_item"] ?? null,
    type: "subscription",
  };
}

/** An object in the shape of the caller's API version. */
export function shapeFor(call: Call, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => shapeFor(call, part));
  if (!isFields(value)) return value;
  const parts = Object.entries(settle(call, value)).map(([name, part]) => [name, shapeFor(call, part)]);
  const shaped = Object.fromEntries(parts) as Fields;
  if (call.apiVersion >= currentShapes) return shaped;
  if (shaped["object"] === "subscription") return oldSubscription(shaped);
  if (shaped["object"] === "line_item") return oldLine(call, shaped);
  return shaped["object"] === "invoice" ? oldInvoice(call, shaped) : shaped;
}

/** What is shown only when it is asked for. */
function includable(call: Call, parent: Fields, name: string): unknown {
  const id = String(parent["id"]);
  const path = `${String(parent["object"])}.${name}`;
  const list = (data: unknown[], url: string) => ({ object: "list", data, has_more: false, url });
  if (path === "checkout.session.line_items") {
    return list(hiddenOf(call, id).lineItems ?? [], `/v1/checkout/sessions/${id}/line_items`);
  }
  if (path === "invoice.payments") {
    const payments = listObjects(call, "invoice_payment").filter(({ invoice }) => invoice === id);
    return list(payments, `/v1/invoice_payments?invoice=${id}`);
  }
  if (path === "charge.refunds") {
    const refunds = listObjects(call, "refund").filter(({ charge }) => charge === id);
    return list(refunds.toReversed(), `/v1/charges/${id}/refunds`);
  }
  if (path === "customer.subscriptions") {
    const rows = listObjects(call, "subscription").filter(
      ({ customer, status }) => customer === id && status !== "canceled",
    );
    return list(rows, `/v1/customers/${id}/subscriptions`);
  }
  return undefined;
}

function expandOne(call: Call, parent: Fields, [name = "", ...rest]: string[], path: string): Fields {
  // What is null stays null: an object that is not there yet may be asked for.
  const kept = parent[name] ?? includable(call, parent, name) ?? parent[name];
  if (kept === undefined) throw stripeErrors.notExpandable(path);
  const row = typeof kept === "string" ? call.side.objects.get(kept) : undefined;
  if (typeof kept === "string" && row?.account !== call.account.id) throw stripeErrors.notExpandable(path);
  const value = row === undefined ? shapeFor(call, kept) : shapeFor(call, row.value);
  return { ...parent, [name]: rest.length === 0 ? value : expandIn(call, value, rest, path) };
}

function expandIn(call: Call, value: unknown, names: string[], path: string): unknown {
  if (Array.isArray(value)) return value.map((part) => expandIn(call, part, names, path));
  return isFields(value) ? expandOne(call, value, names, path) : value;
}

/** The answer in the caller's shape, with the objects that `expand` names in place of their ids. */
export function render(call: Call, value: unknown, expand: readonly string[]): unknown {
  return expand.reduce<unknown>(
    (shaped, path) => expandIn(call, shaped, path.split("."), path),
    shapeFor(call, value),
  );
}
