import type {
  CollectionDto,
  ListCollectionsInput,
  SplitCollectionDto,
  SplitCollectionInput,
} from "@stead/contracts/collecting";
import { railDescriptors } from "@stead/contracts/rails";
import {
  condition,
  foundLease,
  inScope,
  listVerbs,
  requirePermission,
  when,
  type ListSpec,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { collectionColumns, collectionJoins, readCollection } from "./rows.ts";
import { splitAmount } from "./rules.ts";

const verbs = listVerbs<ListCollectionsInput, CollectionDto>("payments:read", specOf);

/** What tenants were asked for, newest first. The search finds the tenant or the lease. */
export const listCollections = verbs.page;
export const readAllCollections = verbs.whole;

function specOf(ctx: ServiceContext, input: ListCollectionsInput): ListSpec<CollectionDto> {
  return {
    name: "collections_list",
    select: collectionColumns,
    from: collectionJoins,
    where: [
      condition("t.agency_id = $1"),
      inScope(ctx, "t.property_id"),
      when(input.propertyId, (id) => condition("t.property_id = ?", id)),
      when(input.leaseId, (id) => condition("t.lease_id = ?", id)),
      when(input.state, (state) => condition("t.state = ?", state)),
      when(input.rail, (rail) => condition("t.rail = ?", rail)),
      when(input.q || undefined, (q) => foundLease("t.lease_id", q)),
    ],
    order: {
      name: "created",
      direction: input.order ?? "desc",
      columns: [
        { expression: "t.created_at", type: "timestamptz" },
        { expression: "t.id", type: "uuid" },
      ],
    },
    cursorOf: (row) => [row.createdAt, row.id],
  };
}

/** One collection as it stands. */
export async function getCollection({ ctx, input }: Verb<{ id: string }>): Promise<CollectionDto> {
  requirePermission(ctx, "payments:read");
  return readCollection(ctx.db.sql, ctx, input.id);
}

/** How an amount is asked for by a rail: rounded to its unit, in as many parts as its limit takes. */
export async function splitCollection({
  ctx,
  input,
}: Verb<SplitCollectionInput>): Promise<SplitCollectionDto> {
  requirePermission(ctx, "payments:read");
  return splitAmount(railDescriptors[input.rail], input);
}
