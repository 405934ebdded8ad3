import type { RailAnswerDto } from "@stead/contracts/rail-accounts";
import type { RailAnswer, RailProvider } from "@stead/providers/rails/rail-provider";
import { instantNow, recordAudit, requirePermission, requireWholeAgency } from "../context/index.ts";
import type { RailContext, RailVerb } from "../context/index.ts";
import { openProvider, readAccount, toAccountDto } from "./rows.ts";

const noteTest = {
  name: "rail_account_tested",
  text: `update rail_accounts set tested_at = $3, test_result = $4::jsonb where agency_id = $1 and id = $2`,
};
const noteRegistered = {
  name: "rail_account_registered",
  text: `update rail_accounts set registered_at = $3 where agency_id = $1 and id = $2 and $4::jsonb ->> 'isOk' = 'true'`,
};

/** Longest time that a person waits for a provider. */
const patienceMs = 25_000;

/** The signal of calls that a person waits for. */
export function patience(ctx: Pick<RailContext, "signal">, ms = patienceMs): { signal: AbortSignal } {
  const timeout = AbortSignal.timeout(ms);
  return { signal: ctx.signal === undefined ? timeout : AbortSignal.any([ctx.signal, timeout]) };
}

/** Whether the provider lets the settings in. Its answer is kept and shown. */
export async function testRailAccount({ ctx, input }: RailVerb<{ id: string }>): Promise<RailAnswerDto> {
  return ask(ctx, input.id, noteTest, "rail_account.tested", (provider, options) => provider.test(options));
}

/** Tells the provider where to call. Safe to run again. */
export async function registerRailAccount({ ctx, input }: RailVerb<{ id: string }>): Promise<RailAnswerDto> {
  return ask(ctx, input.id, noteRegistered, "rail_account.registered", (provider, options) =>
    provider.register(options),
  );
}

type Ask = (
  provider: RailProvider,
  options: { signal: AbortSignal },
) => Promise<RailAnswer<{ text: string }>>;

async function ask(
  ctx: RailContext,
  id: string,
  note: typeof noteTest,
  action: string,
  call: Ask,
): Promise<RailAnswerDto> {
  requirePermission(ctx, "rails:write");
  requireWholeAgency(ctx);
  const row = await readAccount(ctx.db.sql, ctx, id);
  const answer = await call(openProvider(ctx, row), patience(ctx));
  const result = { isOk: answer.outcome === "ok", text: textOf(answer) };
  return ctx.db.transaction(async (tx) => {
    const at = instantNow(ctx);
    await tx.sql(note, ctx.agencyId, id, at, JSON.stringify(result));
    await recordAudit(tx, ctx, { action, entityType: "rail_account", entityId: id, after: result });
    return { ...result, account: toAccountDto(ctx, await readAccount(tx.sql, ctx, id)) };
  });
}

function textOf(answer: RailAnswer<{ text: string }>): string {
  if (answer.outcome === "ok") return answer.value.text;
  return answer.outcome === "failed" ? answer.result.text : answer.text;
}
