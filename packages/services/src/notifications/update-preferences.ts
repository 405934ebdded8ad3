import {
  notificationChannels,
  type PreferencesDto,
  type UpdatePreferencesInput,
} from "@stead/contracts/notifications";
import { requirePermission, requirePerson, type Verb } from "../context/index.ts";
import { readPhone } from "../contacts/index.ts";
import { getPreferences } from "./get-preferences.ts";

const write = {
  name: "notification_preferences_write",
  text: `insert into notification_preferences (agency_id, user_id, kind, channel, is_enabled)
    select $1, $2, c.kind, c.channel, c.is_enabled from unnest($3::text[], $4::text[], $5::boolean[]) as c (kind, channel, is_enabled)
    on conflict (agency_id, user_id, kind, channel) do update set is_enabled = excluded.is_enabled`,
};
const writePhone = {
  name: "notification_phone_write",
  text: `insert into notification_phones (agency_id, user_id, phone) values ($1, $2, $3)
    on conflict (agency_id, user_id) do update set phone = excluded.phone`,
};
const deletePhone = {
  name: "notification_phone_delete",
  text: "delete from notification_phones where agency_id = $1 and user_id = $2",
};

/** Changes what the person is told of. Throws INVALID for a phone number that is none. */
export async function updatePreferences({
  ctx,
  input,
}: Verb<UpdatePreferencesInput>): Promise<PreferencesDto> {
  requirePermission(ctx, "agency:read");
  const userId = requirePerson(ctx);
  const { phone, kinds = [] } = input;
  const number = phone ? readPhone(phone, ctx.agency.country) : null;
  const choices = kinds.flatMap(({ kind, channels }) =>
    notificationChannels.flatMap((channel) => {
      const isEnabled = channels[channel];
      return isEnabled === undefined ? [] : [{ kind, channel, isEnabled }];
    }),
  );
  await ctx.db.transaction(async (tx) => {
    if (number !== null) await tx.sql(writePhone, ctx.agencyId, userId, number);
    else if (phone !== undefined) await tx.sql(deletePhone, ctx.agencyId, userId);
    if (choices.length === 0) return;
    await tx.sql(
      write,
      ctx.agencyId,
      userId,
      choices.map(({ kind }) => kind),
      choices.map(({ channel }) => channel),
      choices.map(({ isEnabled }) => isEnabled),
    );
  });
  return getPreferences({ ctx });
}
