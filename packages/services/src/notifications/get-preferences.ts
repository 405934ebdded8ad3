import {
  notificationKinds,
  type NotificationChannel,
  type NotificationKind,
  type PreferencesDto,
} from "@stead/contracts/notifications";
import { readOne, requirePermission, requirePerson, type ServiceContext } from "../context/index.ts";
import { channelsOf, noticeRuleOf } from "./rules.ts";

const read = {
  name: "notification_preferences_get",
  text: `select
      (select phone from notification_phones where agency_id = $1 and user_id = $2) as phone,
      coalesce((select jsonb_object_agg(kind, choices) from (
        select kind, jsonb_object_agg(channel, is_enabled) as choices from notification_preferences
        where agency_id = $1 and user_id = $2 group by kind) as chosen), '{}') as choices`,
};

type Row = {
  phone: string | null;
  choices: Partial<Record<NotificationKind, Partial<Record<NotificationChannel, boolean>>>>;
};

/** What the person is told of, by which channel: their choices over each kind's defaults. */
export async function getPreferences({ ctx }: { ctx: ServiceContext }): Promise<PreferencesDto> {
  requirePermission(ctx, "agency:read");
  const row = await readOne<Row>(ctx.db.sql, read, ctx.agencyId, requirePerson(ctx));
  const choices = row?.choices ?? {};
  return {
    phone: row?.phone ?? null,
    kinds: notificationKinds.map((kind) => {
      const { title, about } = noticeRuleOf(kind);
      return { kind, title, about, channels: channelsOf(kind, choices[kind] ?? {}) };
    }),
  };
}
