import type { z } from "zod";
import { billingJobs } from "./jobs/billing.ts";
import { dashboardJobs } from "./jobs/dashboard.ts";
import { importJobs } from "./jobs/imports.ts";
import { ledgerJobs } from "./jobs/ledger.ts";
import { paymentJobs } from "./jobs/payments.ts";

/** Every job there is. A job that is not here can neither be enqueued nor handled. */
export const catalogue = { ...billingJobs, ...dashboardJobs, ...importJobs, ...ledgerJobs, ...paymentJobs };

export type JobName = keyof typeof catalogue;
export type Payload<Name extends JobName> = z.infer<(typeof catalogue)[Name]["payload"]>;

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(catalogue, name);
}
