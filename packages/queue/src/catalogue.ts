import { AppError } from "@stead/kernel/errors";
import type { z } from "zod";
import { settingsOf, type JobSettings } from "./define-job.ts";
import { billingJobs } from "./jobs/billing.ts";
import { bulkJobs } from "./jobs/bulk.ts";
import { dashboardJobs } from "./jobs/dashboard.ts";
import { disbursementJobs } from "./jobs/disbursements.ts";
import { documentJobs } from "./jobs/documents.ts";
import { exportJobs } from "./jobs/exports.ts";
import { fileJobs } from "./jobs/files.ts";
import { importJobs } from "./jobs/imports.ts";
import { ledgerJobs } from "./jobs/ledger.ts";
import { messageJobs } from "./jobs/messages.ts";
import { paymentJobs } from "./jobs/payments.ts";
import { planJobs } from "./jobs/plans.ts";
import { railJobs } from "./jobs/rails.ts";
import { reconciliationJobs } from "./jobs/reconciliation.ts";
import { reportJobs } from "./jobs/reports.ts";
import { statementJobs } from "./jobs/statements.ts";

/** Every job there is. A job that is not here can neither be enqueued nor handled. */
export const catalogue = {
  ...billingJobs,
  ...bulkJobs,
  ...dashboardJobs,
  ...disbursementJobs,
  ...documentJobs,
  ...importJobs,
  ...ledgerJobs,
  ...messageJobs,
  ...paymentJobs,
  ...exportJobs,
  ...fileJobs,
  ...planJobs,
  ...railJobs,
  ...reconciliationJobs,
  ...reportJobs,
  ...statementJobs,
};

export type JobName = keyof typeof catalogue;
export type Payload<Name extends JobName> = z.infer<(typeof catalogue)[Name]["payload"]>;

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(catalogue, name);
}

export const jobNames: readonly JobName[] = Object.keys(catalogue).filter(isJobName);

const settings = new Map<JobName, JobSettings>(jobNames.map((name) => [name, settingsOf(catalogue[name])]));

/** What the catalogue says of a job, with its defaults. */
export function jobSettings(name: JobName): JobSettings {
  return settings.get(name) ?? settingsOf(catalogue[name]);
}

/** What is a payload of the job, without anything else. Throws INVALID for what is none. */
export function parsePayload<Name extends JobName>(name: Name, payload: unknown): Payload<Name> {
  const parsed = catalogue[name].payload.safeParse(payload);
  if (!parsed.success)
    throw new AppError("INVALID", `this is no payload of the job ${name}`, {}, { cause: parsed.error });
  // The union of entries hides that a name's schema answers the name's payload.
  return parsed.data as Payload<Name>;
}
