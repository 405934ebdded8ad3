import { Id } from "@stead/contracts/fields";
import {
  BroadcastDto,
  BroadcastPage,
  BroadcastPreviewDto,
  BroadcastVersionInput,
  CreateBroadcastInput,
  CreateReminderHoldInput,
  ListBroadcastsInput,
  ListMessagesInput,
  ListReminderHoldsInput,
  MessageDetailDto,
  MessageIdInput,
  MessagePage,
  OptOutsDto,
  PreviewBroadcastInput,
  ReminderHoldDto,
  ReminderHoldPage,
  ReminderPolicyDto,
  ResolveMessageInput,
  SetOptOutInput,
  StartBroadcastInput,
  UpdateBroadcastInput,
} from "@stead/contracts/messages";
import {
  cancelBroadcast,
  createBroadcast,
  createReminderHold,
  endReminderHold,
  getBroadcast,
  getMessage,
  getOptOuts,
  getReminderPolicy,
  listBroadcasts,
  listMessages,
  listReminderHolds,
  pauseBroadcast,
  previewBroadcast,
  resolveMessage,
  resumeBroadcast,
  setOptOut,
  startBroadcast,
  updateBroadcast,
  updateReminderPolicy,
} from "@stead/services/messages";
import { z } from "zod";
import { slowChanging } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

const reads = memberProcedure("messages:read");
const writes = memberProcedure("messages:write");

export const messagesRoutes = {
  list: reads
    .input(ListMessagesInput)
    .output(MessagePage)
    .query(({ ctx, input }) => listMessages({ ctx: ctx.services, input })),
  get: reads
    .input(MessageIdInput)
    .output(MessageDetailDto)
    .query(({ ctx, input }) => getMessage({ ctx: ctx.services, input })),
  resolve: writes
    .input(ResolveMessageInput)
    .output(MessageDetailDto)
    .mutation(({ ctx, input }) => resolveMessage({ ctx: ctx.services, input })),
  listBroadcasts: reads
    .input(ListBroadcastsInput)
    .output(BroadcastPage)
    .query(({ ctx, input }) => listBroadcasts({ ctx: ctx.services, input })),
  getBroadcast: reads
    .input(z.object({ id: Id }))
    .output(BroadcastDto)
    .query(({ ctx, input }) => getBroadcast({ ctx: ctx.services, input })),
  previewBroadcast: reads
    .input(PreviewBroadcastInput)
    .output(BroadcastPreviewDto)
    .query(({ ctx, input }) => previewBroadcast({ ctx: ctx.services, input })),
  createBroadcast: writes
    .input(CreateBroadcastInput)
    .output(BroadcastDto)
    .mutation(({ ctx, input }) => createBroadcast({ ctx: ctx.services, input })),
  updateBroadcast: writes
    .input(UpdateBroadcastInput)
    .output(BroadcastDto)
    .mutation(({ ctx, input }) => updateBroadcast({ ctx: ctx.services, input })),
  startBroadcast: writes
    .input(StartBroadcastInput)
    .output(BroadcastDto)
    .mutation(({ ctx, input }) => startBroadcast({ ctx: ctx.services, input })),
  pauseBroadcast: writes
    .input(BroadcastVersionInput)
    .output(BroadcastDto)
    .mutation(({ ctx, input }) => pauseBroadcast({ ctx: ctx.services, input })),
  resumeBroadcast: writes
    .input(BroadcastVersionInput)
    .output(BroadcastDto)
    .mutation(({ ctx, input }) => resumeBroadcast({ ctx: ctx.services, input })),
  cancelBroadcast: writes
    .input(BroadcastVersionInput)
    .output(BroadcastDto)
    .mutation(({ ctx, input }) => cancelBroadcast({ ctx: ctx.services, input })),
  reminderPolicy: memberProcedure("messages:read", { cache: slowChanging })
    .output(ReminderPolicyDto)
    .query(({ ctx }) => getReminderPolicy({ ctx: ctx.services })),
  updateReminderPolicy: writes
    .input(ReminderPolicyDto)
    .output(ReminderPolicyDto)
    .mutation(({ ctx, input }) => updateReminderPolicy({ ctx: ctx.services, input })),
  listReminderHolds: reads
    .input(ListReminderHoldsInput)
    .output(ReminderHoldPage)
    .query(({ ctx, input }) => listReminderHolds({ ctx: ctx.services, input })),
  createReminderHold: writes
    .input(CreateReminderHoldInput)
    .output(ReminderHoldDto)
    .mutation(({ ctx, input }) => createReminderHold({ ctx: ctx.services, input })),
  endReminderHold: writes
    .input(z.object({ id: Id }))
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => endReminderHold({ ctx: ctx.services, input })),
  optOuts: reads
    .input(z.object({ contactId: Id }))
    .output(OptOutsDto)
    .query(({ ctx, input }) => getOptOuts({ ctx: ctx.services, input })),
  setOptOut: writes
    .input(SetOptOutInput)
    .output(OptOutsDto)
    .mutation(({ ctx, input }) => setOptOut({ ctx: ctx.services, input })),
};
