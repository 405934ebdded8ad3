import { createHash } from "node:crypto";
import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import type { ServiceContext } from "./context.ts";

const claim = {
  name: "idempotency_claim",
  text: `insert into idempotency_keys (agency_id, key, operation, request_hash) values ($1, $2, $3, $4)
    on conflict (agency_id, key) do nothing returning key`,
};
const read = {
  name: "idempotency_read",
  text: `select operation, request_hash as "requestHash", response from idempotency_keys where agency_id = $1 and key = $2`,
};
const answer = {
  name: "idempotency_answer",
  text: `update idempotency_keys set response = $3::jsonb where agency_id = $1 and key = $2`,
};

type Stored<T> = { operation: string; requestHash: string; response: T | null };

function hashOf(input: unknown): string {
  return createHash("sha256").update(JSON.stringify(input)).digest("hex");
}

/**
 * Runs `work` once for a key. The claim, the effect and the stored answer commit together: a second call with the same
 * input waits for the first and gets its answer; with other input it is a CONFLICT.
 */
export async function once<T>(
  tx: Tx,
  ctx: ServiceContext,
  { operation, input }: { operation: string; input: { idempotencyKey: string } },
  work: () => Promise<T>,
): Promise<T> {
  const key = input.idempotencyKey;
  const requestHash = hashOf(input);
  const claimed = await tx.sql(claim, ctx.agencyId, key, operation, requestHash);
  if (claimed.length === 0) {
    const [stored] = await tx.sql<Stored<T>>(read, ctx.agencyId, key);
    if (
      !stored ||
      stored.operation !== operation ||
      stored.requestHash !== requestHash ||
      stored.response === null
    ) {
      throw new AppError("CONFLICT", "this idempotency key was used for another request; take a new key", {
        operation,
      });
    }
    return stored.response;
  }
  const response = await work();
  await tx.sql(answer, ctx.agencyId, key, JSON.stringify(response));
  return response;
}
