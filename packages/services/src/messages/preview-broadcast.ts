import { createHash } from "node:crypto";
import type { BroadcastPreviewDto, PreviewBroadcastInput } from "@stead/contracts/messages";
import { agencyToday, requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import {
  filterConditions,
  mergeValuesOf,
  numbered,
  recipientColumns,
  recipientTables,
  type Recipient,
} from "./queries.ts";
import { checkTemplate, mergeText, reachOf } from "./rules.ts";

const shownCount = 5;

/** Who would get the message, and what the first few, or those behind a recipient, would read. Nothing is sent. */
export async function previewBroadcast({
  ctx,
  input,
}: Verb<PreviewBroadcastInput>): Promise<BroadcastPreviewDto> {
  requirePermission(ctx, "messages:read");
  requireWholeAgency(ctx);
  checkTemplate("subject", input.subject);
  checkTemplate("body", input.body);
  const { sql, values } = numbered(filterConditions(input.filter), 3);
  const after = `$${values.length + 3}`;
  const address = {
    email: "c.email is null",
    sms: "c.phone is null",
    email_else_sms: "coalesce(c.email, c.phone) is null",
  }[input.channel];
  const optedOut = `exists (select from contact_opt_outs x where x.agency_id = c.agency_id and x.contact_id = c.id
    and x.channel = ${input.channel === "email_else_sms" ? "case when c.email is null and c.phone is not null then 'sms' else 'email' end" : `'${input.channel}'`})`;
  const countText = `select count(*) as "recipientCount", count(*) filter (where ${address}) as "withoutAddressCount",
    count(*) filter (where ${optedOut}) as "optedOutCount" from ${recipientTables} where l.agency_id = $1 and ${sql}`;
  const listText = `select ${recipientColumns} from ${recipientTables}
    where l.agency_id = $1 and ${sql} and (${after}::uuid is null or l.id > ${after}) order by l.id limit ${shownCount}`;
  const today = agencyToday(ctx);
  const [[counted], rows] = await Promise.all([
    ctx.db.sql<Omit<BroadcastPreviewDto, "recipients">>(named(countText), ctx.agencyId, today, ...values),
    ctx.db.sql<Recipient>(named(listText), ctx.agencyId, today, ...values, input.after ?? null),
  ]);
  const recipients = rows.map((row) => {
    const merged = mergeValuesOf(ctx, row);
    const reach = reachOf(input.channel, row);
    return {
      leaseId: row.leaseId,
      contactId: row.contactId,
      name: row.name,
      unit: `${row.property}, ${row.unit}`,
      ...reach,
      isOptedOut: row.optOuts.includes(reach.channel),
      subject: mergeText(input.subject, merged),
      body: mergeText(input.body, merged),
    };
  });
  return {
    ...(counted ?? { recipientCount: 0, withoutAddressCount: 0, optedOutCount: 0 }),
    recipients,
  };
}

function named(text: string): { name: string; text: string } {
  return { name: `broadcast_${createHash("sha256").update(text).digest("hex").slice(0, 16)}`, text };
}
