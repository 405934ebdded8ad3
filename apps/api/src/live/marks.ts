import type { Auth } from "@stead/auth/auth";
import type { TenantDb } from "@stead/db/client";
import type { Clock } from "@stead/kernel/clock";
import type { Rails } from "@stead/services/context";
import { readSessionMarks } from "@stead/services/portal";
import type { LivePass } from "./connection.ts";

type Parts = {
  auth: Pick<Auth, "readAccessMarks">;
  forAgency(agencyId: string, scope: { deadline: number }): TenantDb;
  clock: Clock;
  rails: Rails;
  timeoutMs: number;
};

/** A mark for each pass that still lets in, by its id: of people and programs, and of tenants agency by agency. */
export async function readMarks(parts: Parts, passes: readonly LivePass[]): Promise<Map<string, string>> {
  const idsOf = (kind: LivePass["kind"]) => [
    ...new Set(passes.filter((pass) => pass.kind === kind).map(({ id }) => id)),
  ];
  const marks = await parts.auth.readAccessMarks({
    sessionIds: idsOf("session"),
    apiKeyIds: idsOf("api_key"),
  });
  const tenants = Map.groupBy(
    passes.filter((pass) => pass.kind === "portal"),
    ({ agencyId }) => agencyId,
  );
  for (const [agencyId, ofAgency] of tenants) {
    const db = parts.forAgency(agencyId, { deadline: Date.now() + parts.timeoutMs });
    const sessionIds = [...new Set(ofAgency.map(({ id }) => id))];
    const { clock, rails } = parts;
    for (const [id, mark] of await readSessionMarks({ agencyId, db, clock, rails }, sessionIds))
      marks.set(id, mark);
  }
  return marks;
}
