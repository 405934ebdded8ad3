import type { JournalDto } from "@stead/contracts/ledger";
import { requirePermission, type Verb } from "../context/index.ts";
import { readJournal } from "./dto.ts";

/** One journal: its event, who posted it, its lines, and what it reverses or is reversed by. */
export async function getJournal({ ctx, input }: Verb<{ id: string }>): Promise<JournalDto> {
  requirePermission(ctx, "ledger:read");
  return readJournal(ctx.db.sql, ctx, input.id);
}
