import { PaymentMethodDto, PlanDto, PlanInvoiceDto } from "@stead/contracts/plans";
import { z } from "zod";
import { defineFamily } from "../family.ts";

/** What makes what is remembered of plans old. */
export const planTags = {
  /** Of the platform: what is on sale changed. */
  offer: "plans.offer",
  /** Of an agency: what it pays, or how. */
  customer: "plans.customer",
} as const;

/** The plans on sale, under one id. What the provider does not answer is what it last said. */
export const planOffer = defineFamily({
  name: "plans.offer",
  schema: z.array(PlanDto),
  tier: "long",
  isOfPlatform: true,
  tags: () => [planTags.offer],
  staleMs: 0,
  graceMs: 7 * 24 * 3_600_000,
  onError: "invalidated",
});

/** What the provider knows of an agency as its customer, under the customer's id. */
export const planCustomer = defineFamily({
  name: "plans.customer",
  schema: z.object({ invoices: z.array(PlanInvoiceDto), paymentMethod: PaymentMethodDto.nullable() }),
  tier: "medium",
  tags: () => [planTags.customer],
  staleMs: 0,
  graceMs: 24 * 3_600_000,
  onError: "invalidated",
});
