import {
  ListNotificationsInput,
  NotificationPage,
  PreferencesDto,
  ReadNotificationsInput,
  UnreadDto,
  UpdatePreferencesInput,
} from "@stead/contracts/notifications";
import {
  countUnread,
  getPreferences,
  listNotifications,
  readNotifications,
  updatePreferences,
} from "@stead/services/notifications";
import { memberInPersonProcedure } from "../../trpc/init.ts";

const member = memberInPersonProcedure("agency:read");

export const notificationsRoutes = {
  list: member
    .input(ListNotificationsInput)
    .output(NotificationPage)
    .query(({ ctx, input }) => listNotifications({ ctx: ctx.services, input })),
  unread: member.output(UnreadDto).query(({ ctx }) => countUnread({ ctx: ctx.services })),
  read: member
    .input(ReadNotificationsInput)
    .output(UnreadDto)
    .mutation(({ ctx, input }) => readNotifications({ ctx: ctx.services, input })),
  preferences: member.output(PreferencesDto).query(({ ctx }) => getPreferences({ ctx: ctx.services })),
  updatePreferences: member
    .input(UpdatePreferencesInput)
    .output(PreferencesDto)
    .mutation(({ ctx, input }) => updatePreferences({ ctx: ctx.services, input })),
};
