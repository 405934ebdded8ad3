import { z } from "zod";
import { checkAmount, readCurrency } from "../amounts.ts";
import { emit } from "../events.ts";
import { flag, mergeMetadata, metadata, readForm, textOrClear, whole } from "../forms.ts";
import { paginate } from "../lists.ts";
import { addPrice, addProduct, Recurring } from "../prices.ts";
import { idIn, type StripeRoute } from "../route.ts";
import { listObjects, needObject, saveObject } from "../side.ts";

const ProductForm = z.object({
  id: z.string().optional(),
  name: z.string().min(1),
  active: flag.default(true),
  description: textOrClear.optional(),
  metadata: metadata.optional(),
  default_price_data: z
    .object({ currency: z.string(), unit_amount: whole, recurring: Recurring.optional() })
    .optional(),
});

const ProductChange = ProductForm.omit({ id: true, default_price_data: true })
  .extend({ active: flag.optional(), default_price: z.string().optional() })
  .partial();

const PriceForm = z.object({
  currency: z.string(),
  unit_amount: whole,
  product: z.string().optional(),
  product_data: z.object({ name: z.string(), metadata: metadata.optional() }).optional(),
  recurring: Recurring.optional(),
  nickname: z.string().optional(),
  lookup_key: z.string().optional(),
  active: flag.default(true),
  metadata: metadata.optional(),
});

const PriceChange = z.object({
  active: flag.optional(),
  nickname: textOrClear.optional(),
  lookup_key: z.string().optional(),
  metadata: metadata.optional(),
});

const ProductFilter = z.object({ active: flag.optional(), ids: z.array(z.string()).optional() });
const PriceFilter = z.object({
  active: flag.optional(),
  product: z.string().optional(),
  type: z.enum(["one_time", "recurring"]).optional(),
  lookup_keys: z.array(z.string()).optional(),
});

const productRoutes: StripeRoute[] = [
  {
    method: "POST",
    path: "/v1/products",
    run: (call, _params, form) => {
      const { default_price_data: priceData, ...fields } = readForm(ProductForm, form);
      const product = addProduct(call, fields);
      if (priceData === undefined) return product;
      const currency = readCurrency(priceData.currency);
      checkAmount(priceData.unit_amount, currency, "default_price_data[unit_amount]");
      const price = addPrice(call, { ...priceData, currency, product: product.id });
      return saveObject(call, { ...product, default_price: price.id });
    },
  },
  {
    method: "POST",
    path: "/v1/products/:id",
    run: (call, params, form) => {
      const { metadata: change, ...fields } = readForm(ProductChange, form);
      const before = needObject(call, "product", idIn(params));
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      const after = saveObject(call, {
        ...before,
        ...given,
        metadata: mergeMetadata(before.metadata, change),
      });
      emit(call, "product.updated", after);
      return after;
    },
  },
  {
    method: "GET",
    path: "/v1/products/:id",
    run: (call, params) => needObject(call, "product", idIn(params)),
  },
  {
    method: "GET",
    path: "/v1/products",
    run: (call, _params, form) => {
      const { active, ids } = readForm(ProductFilter, form);
      const rows = listObjects(call, "product").filter(
        (row) =>
          (active === undefined || row.active === active) && (ids === undefined || ids.includes(row.id)),
      );
      return paginate(rows, form, "/v1/products");
    },
  },
];

const priceRoutes: StripeRoute[] = [
  {
    method: "POST",
    path: "/v1/prices",
    run: (call, _params, form) => {
      const { product_data: data, ...fields } = readForm(PriceForm, form);
      const currency = readCurrency(fields.currency);
      checkAmount(fields.unit_amount, currency, "unit_amount");
      const product =
        data === undefined
          ? needObject(call, "product", fields.product ?? "", "product")
          : addProduct(call, data);
      return addPrice(call, { ...fields, currency, product: product.id });
    },
  },
  {
    method: "POST",
    path: "/v1/prices/:id",
    run: (call, params, form) => {
      const { metadata: change, ...fields } = readForm(PriceChange, form);
      const before = needObject(call, "price", idIn(params));
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      const after = saveObject(call, {
        ...before,
        ...given,
        metadata: mergeMetadata(before.metadata, change),
      });
      emit(call, "price.updated", after);
      return after;
    },
  },
  { method: "GET", path: "/v1/prices/:id", run: (call, params) => needObject(call, "price", idIn(params)) },
  {
    method: "GET",
    path: "/v1/prices",
    run: (call, _params, form) => {
      const { active, product, type, lookup_keys: keys } = readForm(PriceFilter, form);
      const rows = listObjects(call, "price").filter(
        (row) =>
          (active === undefined || row.active === active) &&
          (product === undefined || row.product === product) &&
          (type === undefined || row.type === type) &&
          (keys === undefined || (row.lookup_key !== null && keys.includes(row.lookup_key))),
      );
      return paginate(rows, form, "/v1/prices");
    },
  },
];

export const catalogRoutes: StripeRoute[] = [...productRoutes, ...priceRoutes];
