import {
  AgencyPlanDto,
  CancelPlanInput,
  ChangePlanInput,
  ListSubscriptionsInput,
  PlanAccountDto,
  PlanChangePreviewDto,
  PlanDto,
  PlansDto,
  PlanStandingDto,
  PreviewPlanChangeInput,
  ProviderPageDto,
  StartCheckoutInput,
  SubscriptionsDto,
} from "@stead/contracts/plans";
import {
  cancelPlan,
  changePlan,
  getAccount,
  getPlan,
  getStanding,
  listPlans,
  listSubscriptions,
  openPortal,
  previewPlanChange,
  resumePlan,
  showOffer,
  startCheckout,
} from "@stead/services/plans";
import { onOffer, slowChanging } from "../../trpc/cache-rules.ts";
import {
  memberInPersonProcedure,
  memberProcedure,
  operatorProcedure,
  publicProcedure,
} from "../../trpc/init.ts";
import type { ApiContext } from "../../trpc/context.ts";
import type { ServiceContext } from "@stead/services/context";
import { z } from "zod";

/** What every verb of an agency's people is given. */
const verb = ({ services, deps }: ApiContext & { services: ServiceContext }) => ({
  ctx: services,
  platform: deps.platform,
});

export const plansRoutes = {
  offer: publicProcedure
    .meta({ level: "public", cache: onOffer })
    .output(z.array(PlanDto))
    .query(({ ctx }) => showOffer(ctx.deps)),
  list: memberProcedure("agency:read", { cache: slowChanging })
    .output(PlansDto)
    .query(({ ctx }) => listPlans(verb(ctx))),
  standing: memberProcedure("agency:read")
    .output(PlanStandingDto)
    .query(({ ctx }) => getStanding({ ctx: ctx.services })),
  get: memberProcedure("agency:read")
    .output(AgencyPlanDto)
    .query(({ ctx }) => getPlan(verb(ctx))),
  account: memberProcedure("agency:write")
    .output(PlanAccountDto)
    .query(({ ctx }) => getAccount(verb(ctx))),
  preview: memberProcedure("agency:write")
    .input(PreviewPlanChangeInput)
    .output(PlanChangePreviewDto)
    .query(({ ctx, input }) => previewPlanChange({ ...verb(ctx), input })),
  startCheckout: memberInPersonProcedure("agency:write")
    .input(StartCheckoutInput)
    .output(ProviderPageDto)
    .mutation(({ ctx, input }) => startCheckout({ ...verb(ctx), input })),
  change: memberInPersonProcedure("agency:write")
    .input(ChangePlanInput)
    .output(AgencyPlanDto)
    .mutation(({ ctx, input }) => changePlan({ ...verb(ctx), input })),
  cancel: memberInPersonProcedure("agency:write")
    .input(CancelPlanInput)
    .output(AgencyPlanDto)
    .mutation(({ ctx, input }) => cancelPlan({ ...verb(ctx), input })),
  resume: memberInPersonProcedure("agency:write")
    .input(CancelPlanInput)
    .output(AgencyPlanDto)
    .mutation(({ ctx, input }) => resumePlan({ ...verb(ctx), input })),
  openPortal: memberInPersonProcedure("agency:write")
    .output(ProviderPageDto)
    .mutation(({ ctx }) => openPortal(verb(ctx))),
  listSubscriptions: operatorProcedure
    .input(ListSubscriptionsInput)
    .output(SubscriptionsDto)
    .query(({ ctx, input }) => listSubscriptions({ platform: ctx.deps.platform, input })),
};
