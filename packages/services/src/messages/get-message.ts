import type { MessageDetailDto } from "@stead/contracts/messages";
import { readOne, requireFound, requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { messageColumns } from "./rows.ts";

const get = {
  name: "message_get",
  text: `select ${messageColumns}, case when m.kind = 'portal_code' then '' else m.body end as body, m.action - 'links' as action,
      coalesce((select jsonb_agg(jsonb_build_object('at', to_char(d.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'attempt', d.attempt, 'provider', d.provider, 'outcome', d.outcome, 'category', d.category, 'detail', d.detail,
          'durationMs', d.duration_ms) order by d.at, d.id)
        from deliveries d where d.agency_id = m.agency_id and d.message_id = m.id and d.at >= m.created_at), '[]') as deliveries
    from messages m where m.agency_id = $1 and m.id = $2`,
};

/** A message with what it says and every attempt to send it. A tenant's code is the tenant's alone. */
export async function getMessage({ ctx, input }: Verb<{ id: string }>): Promise<MessageDetailDto> {
  requirePermission(ctx, "messages:read");
  requireWholeAgency(ctx);
  return requireFound(await readOne<MessageDetailDto>(ctx.db.sql, get, ctx.agencyId, input.id), "message");
}
