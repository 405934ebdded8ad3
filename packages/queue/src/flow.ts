import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import type { JobName, Payload } from "./catalogue.ts";
import { enqueue, type EnqueueContext, type EnqueueOptions } from "./enqueue.ts";

/** A job that other jobs wait for. */
export type FlowChild = {
  [Name in JobName]: { name: Name; payload: Payload<Name>; options?: EnqueueOptions };
}[JobName];

const block = {
  name: "outbox_block",
  text: `with edges as (
      insert into outbox_waits (agency_id, child_id, parent_id) select $1, child, $2 from unnest($3::uuid[]) as c (child)
      on conflict (child_id, parent_id) do nothing returning child_id
    )
    update outbox set state = 'blocked', waits_for = waits_for + (select count(*) from edges), needs_all_children = $4
    where agency_id = $1 and id = $2 and state in ('delayed', 'blocked', 'waiting') returning id`,
};

export type FlowOptions = EnqueueOptions & {
  /** Whether the parent fails when a child does (default), or runs and is told how many failed. */
  needsAllChildren?: boolean;
};

/**
 * Enqueues jobs and one that waits for them all, in the caller's transaction. The rows hold who waits for whom, so a
 * flow survives the engine. A child that is joined to an equal waiting job is waited for as well. Returns the ids.
 */
export async function enqueueFlow<Name extends JobName>(
  tx: Pick<Tx, "sql">,
  ctx: EnqueueContext,
  parent: { name: Name; payload: Payload<Name>; options?: FlowOptions },
  children: readonly FlowChild[],
): Promise<{ id: string; childIds: string[] }> {
  const { needsAllChildren = true, ...options } = parent.options ?? {};
  const childIds: string[] = [];
  for (const child of children) {
    childIds.push(await enqueueChild(tx, ctx, child));
  }
  const id = await enqueue(tx, ctx, parent.name, parent.payload, options);
  if (childIds.includes(id)) throw new AppError("INVALID", "a job cannot wait for itself");
  if (childIds.length > 0) await tx.sql(block, ctx.agencyId, id, childIds, needsAllChildren);
  return { id, childIds };
}

function enqueueChild<Name extends JobName>(
  tx: Pick<Tx, "sql">,
  ctx: EnqueueContext,
  { name, payload, options }: { name: Name; payload: Payload<Name>; options?: EnqueueOptions },
): Promise<string> {
  return enqueue(tx, ctx, name, payload, options);
}
