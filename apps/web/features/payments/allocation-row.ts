import type { PaymentDto } from "@stead/contracts/payments";

/** One line of where a payment went. */
export type AllocationRow = PaymentDto["allocations"][number];
