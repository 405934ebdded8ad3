import type { ProofDto } from "@stead/contracts/ledger";
import type { z } from "zod";
import { requirePermission, requireWholeAgency, type ServiceContext } from "../context/index.ts";

type Proof = z.infer<typeof ProofDto>;

const latest = {
  name: "ledger_proof_latest",
  text: `select id, proved_on as "provedOn", is_sound as "isSound", created_at as "createdAt", checks
    from ledger_proofs where agency_id = $1 order by created_at desc, id desc limit 1`,
};

/** The last proof of the books, or null when there was none yet. */
export async function getLatestProof({ ctx }: { ctx: ServiceContext }): Promise<Proof | null> {
  requirePermission(ctx, "ledger:read");
  requireWholeAgency(ctx);
  const [proof] = await ctx.db.sql<Proof>(latest, ctx.agencyId);
  return proof ?? null;
}
