import type { BroadcastDto, CreateBroadcastInput, UpdateBroadcastInput } from "@stead/contracts/messages";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import {
  actingUserId,
  recordAudit,
  requireFound,
  requirePermission,
  requireVersion,
  requireWholeAgency,
  type Verb,
} from "../context/index.ts";
import { getBroadcast, lockBroadcast } from "./get-broadcast.ts";
import { checkTemplate } from "./rules.ts";

const insert = {
  name: "broadcast_insert",
  text: `insert into broadcasts (agency_id, id, name, channel, subject, body, filter, per_minute, created_by)
    values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)`,
};
const update = {
  name: "broadcast_update",
  text: `update broadcasts set name = $3, channel = $4, subject = $5, body = $6, filter = $7::jsonb, per_minute = $8, version = version + 1
    where agency_id = $1 and id = $2`,
};

function checkTexts({
  channel,
  subject,
  body,
}: Pick<CreateBroadcastInput, "channel" | "subject" | "body">): void {
  checkTemplate("subject", subject);
  checkTemplate("body", body);
  if (channel !== "sms" && subject === "") throw invalidField("subject", "missing", "a mail needs a subject");
}

/** Begins a message to many as a draft: nobody gets it yet. */
export async function createBroadcast({ ctx, input }: Verb<CreateBroadcastInput>): Promise<BroadcastDto> {
  requirePermission(ctx, "messages:write");
  requireWholeAgency(ctx);
  checkTexts(input);
  const id = newId();
  const { name, channel, subject, body, filter, perMinute } = input;
  const by = actingUserId(ctx);
  await ctx.db.transaction(async (tx) => {
    await tx.sql(
      insert,
      ctx.agencyId,
      id,
      name,
      channel,
      subject,
      body,
      JSON.stringify(filter),
      perMinute,
      by,
    );
    await recordAudit(tx, ctx, {
      action: "broadcast.created",
      entityType: "broadcast",
      entityId: id,
      after: { channel, perMinute },
    });
  });
  return getBroadcast({ ctx, input: { id } });
}

/** Changes a draft. PRECONDITION once it is scheduled, CONFLICT when somebody changed it meanwhile. */
export async function updateBroadcast({ ctx, input }: Verb<UpdateBroadcastInput>): Promise<BroadcastDto> {
  requirePermission(ctx, "messages:write");
  requireWholeAgency(ctx);
  checkTexts(input);
  const { id, name, channel, subject, body, filter, perMinute } = input;
  await ctx.db.transaction(async (tx) => {
    const before = requireFound(await lockBroadcast(tx.sql, ctx.agencyId, id), "broadcast");
    requireVersion(before, input.version);
    if (before.status !== "draft")
      throw new AppError("PRECONDITION", "only a draft can be changed", { status: before.status });
    await tx.sql(update, ctx.agencyId, id, name, channel, subject, body, JSON.stringify(filter), perMinute);
    await recordAudit(tx, ctx, {
      action: "broadcast.updated",
      entityType: "broadcast",
      entityId: id,
      before: { channel: before.channel, perMinute: before.perMinute },
      after: { channel, perMinute },
    });
  });
  return getBroadcast({ ctx, input: { id } });
}
