import {
  BreakersDto,
  CallbackAddressDto,
  CreateRailAccountInput,
  RailAccountDto,
  RailAccountIdInput,
  RailAccountsDto,
  RailAnswerDto,
  SystemBreakersDto,
  UpdateRailAccountInput,
} from "@stead/contracts/rail-accounts";
import {
  createRailAccount,
  getCallbackAddress,
  listBreakers,
  listRailAccounts,
  registerRailAccount,
  renewCallbackAddress,
  testRailAccount,
  updateRailAccount,
} from "@stead/services/rails";
import { z } from "zod";
import { memberProcedure, operatorProcedure } from "../../trpc/init.ts";

export const railsRoutes = {
  list: memberProcedure("rails:read")
    .input(z.object({}))
    .output(RailAccountsDto)
    .query(({ ctx, input }) => listRailAccounts({ ctx: ctx.services, input })),
  listBreakers: memberProcedure("rails:read")
    .input(z.object({}))
    .output(BreakersDto)
    .query(({ ctx, input }) => listBreakers({ ctx: ctx.services, input })),
  listSystemBreakers: operatorProcedure
    .output(SystemBreakersDto)
    .query(({ ctx }) => ctx.deps.listSystemBreakers()),
  create: memberProcedure("rails:write")
    .input(CreateRailAccountInput)
    .output(RailAccountDto)
    .mutation(({ ctx, input }) => createRailAccount({ ctx: ctx.services, input })),
  update: memberProcedure("rails:write")
    .input(UpdateRailAccountInput)
    .output(RailAccountDto)
    .mutation(({ ctx, input }) => updateRailAccount({ ctx: ctx.services, input })),
  test: memberProcedure("rails:write")
    .input(RailAccountIdInput)
    .output(RailAnswerDto)
    .mutation(({ ctx, input }) => testRailAccount({ ctx: ctx.services, input })),
  register: memberProcedure("rails:write")
    .input(RailAccountIdInput)
    .output(RailAnswerDto)
    .mutation(({ ctx, input }) => registerRailAccount({ ctx: ctx.services, input })),
  callbackAddress: memberProcedure("rails:write", { tellsSecret: true })
    .input(RailAccountIdInput)
    .output(CallbackAddressDto)
    .query(({ ctx, input }) => getCallbackAddress({ ctx: ctx.services, input })),
  renewCallbackAddress: memberProcedure("rails:write")
    .input(RailAccountIdInput)
    .output(CallbackAddressDto)
    .mutation(({ ctx, input }) => renewCallbackAddress({ ctx: ctx.services, input })),
};
