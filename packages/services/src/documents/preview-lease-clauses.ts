import type { LeaseClausesPreviewDto, PreviewLeaseClausesInput } from "@stead/contracts/documents";
import { leaseVariables } from "@stead/documents/pdf/texts/lease-clauses-en";
import { requirePermission, type Verb } from "../context/index.ts";
import { readClauseWords } from "./read-lease.ts";
import { fillClauses, requireKnownVariables, type ClauseWords } from "./rules.ts";

const samples = Object.fromEntries(leaseVariables.map(({ name, sample }) => [name, sample]));

/** Clauses as they would be printed for a lease, or with samples. Nothing is written. */
export async function previewLeaseClauses({
  ctx,
  input,
}: Verb<PreviewLeaseClausesInput>): Promise<LeaseClausesPreviewDto> {
  requirePermission(ctx, "leases:read");
  requireKnownVariables(input.clauses);
  // Built from the list of all variables, so it has every one of them.
  const words = input.leaseId === null ? (samples as ClauseWords) : await readClauseWords(ctx, input.leaseId);
  return { clauses: fillClauses(input.clauses, words) };
}
