/** Where the jobs of `outbox` stand: one count for each state, grouped by the caller. */
export const depthCounts = `count(*) filter (where state = 'delayed')::int as delayed,
  count(*) filter (where state = 'blocked')::int as blocked, count(*) filter (where state in ('waiting', 'apart'))::int as waiting,
  count(*) filter (where state = 'sent' and started_at is null)::int as sent,
  count(*) filter (where state = 'sent' and started_at is not null)::int as running`;
