import type { TRPCBuiltRouter, TRPCDecorateCreateRouterOptions } from "@trpc/server";
import { memberRoutes } from "./features/access/members.ts";
import { accessRoutes } from "./features/access/router.ts";
import { agencyRoutes } from "./features/agency/router.ts";
import { arrearsRoutes } from "./features/arrears/router.ts";
import { auditRoutes } from "./features/audit/router.ts";
import { billingRoutes } from "./features/billing/router.ts";
import { bulkRoutes } from "./features/bulk/router.ts";
import { collectingRoutes } from "./features/collecting/router.ts";
import { contactsRoutes } from "./features/contacts/router.ts";
import { dashboardRoutes } from "./features/dashboard/router.ts";
import { depositsRoutes } from "./features/deposits/router.ts";
import { deskRoutes } from "./features/desk/router.ts";
import { disbursementsRoutes } from "./features/disbursements/router.ts";
import { disputesRoutes } from "./features/disputes/router.ts";
import { documentsRoutes } from "./features/documents/router.ts";
import { exportsRoutes } from "./features/exports/router.ts";
import { importsRoutes } from "./features/imports/router.ts";
import { jobsRoutes } from "./features/jobs/router.ts";
import { leasesRoutes } from "./features/leases/router.ts";
import { ledgerRoutes } from "./features/ledger/router.ts";
import { messagesRoutes } from "./features/messages/router.ts";
import { notificationsRoutes } from "./features/notifications/router.ts";
import { paymentsRoutes } from "./features/payments/router.ts";
import { plansRoutes } from "./features/plans/router.ts";
import { portalRoutes } from "./features/portal/router.ts";
import { portfolioRoutes } from "./features/portfolio/router.ts";
import { cachingRoutes } from "./features/caching/router.ts";
import { queuesRoutes } from "./features/queues/router.ts";
import { railsRoutes } from "./features/rails/router.ts";
import { reconciliationRoutes } from "./features/reconciliation/router.ts";
import { reportsRoutes } from "./features/reports/router.ts";
import { statementsRoutes } from "./features/statements/router.ts";
import type { ErrorShape } from "./trpc/errors.ts";
import type { ProcedureMeta } from "./trpc/meta.ts";

/** Every procedure, by feature. */
export const routes = {
  access: { ...accessRoutes, ...memberRoutes },
  agency: agencyRoutes,
  arrears: arrearsRoutes,
  audit: auditRoutes,
  billing: billingRoutes,
  bulk: bulkRoutes,
  collecting: collectingRoutes,
  contacts: contactsRoutes,
  dashboard: dashboardRoutes,
  deposits: depositsRoutes,
  desk: deskRoutes,
  disbursements: disbursementsRoutes,
  disputes: disputesRoutes,
  documents: documentsRoutes,
  exports: exportsRoutes,
  imports: importsRoutes,
  jobs: jobsRoutes,
  leases: leasesRoutes,
  ledger: ledgerRoutes,
  messages: messagesRoutes,
  notifications: notificationsRoutes,
  payments: paymentsRoutes,
  plans: plansRoutes,
  portal: portalRoutes,
  portfolio: portfolioRoutes,
  queues: queuesRoutes,
  caching: cachingRoutes,
  rails: railsRoutes,
  reconciliation: reconciliationRoutes,
  reports: reportsRoutes,
  statements: statementsRoutes,
};

/** What a client knows of the router: inputs, outputs and errors, nothing of its context. */
export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: ProcedureMeta; errorShape: ErrorShape; transformer: false },
  TRPCDecorateCreateRouterOptions<typeof routes>
>;
