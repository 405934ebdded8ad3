import { z } from "zod";
import { checkAmount, readCurrency } from "./amounts.ts";
import { stripeErrors } from "./errors.ts";
import { emit } from "./events.ts";
import { metadata, whole } from "./forms.ts";
import { newStripeId } from "./ids.ts";
import type { Price, Product } from "./objects.ts";
import { needObject, nowSeconds, saveObject, type Call } from "./side.ts";

export const Recurring = z.object({
  interval: z.enum(["day", "week", "month", "year"]),
  interval_count: whole.pipe(z.number().min(1)).default(1),
});

const LineForm = z.object({
  price: z.string().optional(),
  price_data: z
    .object({
      currency: z.string(),
      unit_amount: whole,
      product: z.string().optional(),
      product_data: z
        .object({ name: z.string(), description: z.string().optional(), metadata: metadata.optional() })
        .optional(),
      recurring: Recurring.optional(),
    })
    .optional(),
  quantity: whole.pipe(z.number().min(1)).default(1),
});

export const Lines = z.array(LineForm).min(1);

export type PricedLine = { price: Price; quantity: number; amount: number; name: string };

/** Inside an act: something that is sold. */
export function addProduct(
  call: Call,
  fields: {
    id?: string | undefined;
    name: string;
    active?: boolean;
    description?: string | null | undefined;
    metadata?: Record<string, string> | undefined;
  },
): Product {
  const created = nowSeconds(call.side);
  const product: Product = {
    id: fields.id ?? newStripeId("prod"),
    object: "product",
    active: fields.active ?? true,
    created,
    default_price: null,
    description: fields.description ?? null,
    livemode: false,
    metadata: fields.metadata ?? {},
    name: fields.name,
    images: [],
    marketing_features: [],
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    type: "service",
    unit_label: null,
    updated: created,
    url: null,
  };
  saveObject(call, product, {});
  emit(call, "product.created", product);
  return product;
}

/** Inside an act: what a product costs, once or again and again. */
export function addPrice(
  call: Call,
  fields: {
    currency: string;
    unit_amount: number;
    product: string;
    recurring?: z.output<typeof Recurring> | undefined;
    nickname?: string | undefined;
    lookup_key?: string | undefined;
    active?: boolean;
    metadata?: Record<string, string> | undefined;
  },
): Price {
  const { recurring } = fields;
  const price: Price = {
    id: newStripeId("price"),
    object: "price",
    active: fields.active ?? true,
    created: nowSeconds(call.side),
    currency: fields.currency,
    livemode: false,
    lookup_key: fields.lookup_key ?? null,
    metadata: fields.metadata ?? {},
    nickname: fields.nickname ?? null,
    product: fields.product,
    recurring:
      recurring === undefined
        ? null
        : { ...recurring, meter: null, trial_period_days: null, usage_type: "licensed" },
    type: recurring === undefined ? "one_time" : "recurring",
    unit_amount: fields.unit_amount,
    billing_scheme: "per_unit",
    custom_unit_amount: null,
    tax_behavior: "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    unit_amount_decimal: String(fields.unit_amount),
  };
  saveObject(call, price, {});
  emit(call, "price.created", price);
  return price;
}

/** Inside an act: the lines of a form with their prices, made where they are described instead of named. */
export function priceLines(call: Call, lines: z.output<typeof Lines>): PricedLine[] {
  return lines.map(({ price: id, price_data: data, quantity }, index) => {
    const price = data === undefined ? needPrice(call, id, index) : describedPrice(call, data, index);
    const name = needObject(call, "product", price.product).name;
    return { price, quantity, amount: price.unit_amount * quantity, name };
  });
}

function needPrice(call: Call, id: string | undefined, index: number): Price {
  if (id === undefined) throw stripeErrors.missing(`line_items[${index}][price]`);
  return needObject(call, "price", id, `line_items[${index}][price]`);
}

function describedPrice(
  call: Call,
  data: NonNullable<z.output<typeof LineForm>["price_data"]>,
  index: number,
): Price {
  const currency = readCurrency(data.currency);
  checkAmount(data.unit_amount, currency, `line_items[${index}][price_data][unit_amount]`);
  const product =
    data.product_data === undefined
      ? needObject(call, "product", data.product ?? "", `line_items[${index}][price_data][product]`)
      : addProduct(call, data.product_data);
  return addPrice(call, { ...data, currency, product: product.id, active: false });
}

/** The lines as a checkout session shows them. */
export function showLines(lines: readonly PricedLine[]): Record<string, unknown>[] {
  return lines.map(({ price, quantity, amount, name }) => ({
    id: newStripeId("li"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: name,
    metadata: {},
    price,
    quantity,
  }));
}
