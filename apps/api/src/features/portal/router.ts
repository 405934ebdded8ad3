import { SplitCollectionDto } from "@stead/contracts/collecting";
import { DocumentDto } from "@stead/contracts/documents";
import {
  InviteToPortalInput,
  OpenPortalDocumentInput,
  PortalAttemptDto,
  PortalHistoryDto,
  PortalInvitationDto,
  PortalInvoicePage,
  PortalLeaseInput,
  PortalLinkDto,
  PortalListInput,
  PortalOverviewDto,
  PortalPaymentPage,
  SplitPortalPaymentInput,
  StartPortalPaymentInput,
  WaysToPayDto,
} from "@stead/contracts/portal";
import { IdInput } from "@stead/contracts/portfolio";
import {
  getAttempt,
  getHistory,
  getOverview,
  getPortalLink,
  getWaysToPay,
  inviteContact,
  listInvoices,
  listPayments,
  openDocument,
  splitPayment,
  startPayment,
} from "@stead/services/portal";
import { slowChanging } from "../../trpc/cache-rules.ts";
import { memberProcedure, tenantProcedure } from "../../trpc/init.ts";

/** What tenants see and do of their own leases, and how an agency brings them there. Signing in has doors of its own. */
export const portalRoutes = {
  overview: tenantProcedure.output(PortalOverviewDto).query(({ ctx }) => getOverview({ ctx: ctx.portal })),
  listInvoices: tenantProcedure
    .input(PortalListInput)
    .output(PortalInvoicePage)
    .query(({ ctx, input }) => listInvoices({ ctx: ctx.portal, input })),
  listPayments: tenantProcedure
    .input(PortalListInput)
    .output(PortalPaymentPage)
    .query(({ ctx, input }) => listPayments({ ctx: ctx.portal, input })),
  history: tenantProcedure
    .input(PortalLeaseInput)
    .output(PortalHistoryDto)
    .query(({ ctx, input }) => getHistory({ ctx: ctx.portal, input })),
  openDocument: tenantProcedure
    .input(OpenPortalDocumentInput)
    .output(DocumentDto)
    .mutation(({ ctx, input }) => openDocument({ ctx: ctx.portal, input })),
  waysToPay: tenantProcedure
    .input(PortalLeaseInput)
    .output(WaysToPayDto)
    .query(({ ctx, input }) => getWaysToPay({ ctx: ctx.portal, input })),
  splitPayment: tenantProcedure
    .input(SplitPortalPaymentInput)
    .output(SplitCollectionDto)
    .query(({ ctx, input }) => splitPayment({ ctx: ctx.portal, input })),
  pay: tenantProcedure
    .input(StartPortalPaymentInput)
    .output(PortalAttemptDto)
    .mutation(({ ctx, input }) => startPayment({ ctx: ctx.portal, input })),
  attempt: tenantProcedure
    .input(IdInput)
    .output(PortalAttemptDto)
    .query(({ ctx, input }) => getAttempt({ ctx: ctx.portal, input })),
  link: memberProcedure("agency:read", { cache: slowChanging })
    .output(PortalLinkDto)
    .query(({ ctx }) => getPortalLink({ ctx: ctx.services })),
  invite: memberProcedure("contacts:write")
    .input(InviteToPortalInput)
    .output(PortalInvitationDto)
    .mutation(({ ctx, input }) => inviteContact({ ctx: ctx.services, input })),
};
