import {
  CollectionDto,
  CollectionPage,
  InboundEventPage,
  ListCollectionsInput,
  ListInboundEventsInput,
  SplitCollectionDto,
  SplitCollectionInput,
  StartCollectionInput,
} from "@stead/contracts/collecting";
import { IdInput } from "@stead/contracts/portfolio";
import { getCollection, listCollections, splitCollection, startCollection } from "@stead/services/collecting";
import { listInboundEvents, retryInboundEvent } from "@stead/services/inbound";
import { memberProcedure } from "../../trpc/init.ts";

export const collectingRoutes = {
  start: memberProcedure("payments:write")
    .input(StartCollectionInput)
    .output(CollectionDto)
    .mutation(({ ctx, input }) => startCollection({ ctx: ctx.services, input })),
  list: memberProcedure("payments:read")
    .input(ListCollectionsInput)
    .output(CollectionPage)
    .query(({ ctx, input }) => listCollections({ ctx: ctx.services, input })),
  get: memberProcedure("payments:read")
    .input(IdInput)
    .output(CollectionDto)
    .query(({ ctx, input }) => getCollection({ ctx: ctx.services, input })),
  split: memberProcedure("payments:read")
    .input(SplitCollectionInput)
    .output(SplitCollectionDto)
    .query(({ ctx, input }) => splitCollection({ ctx: ctx.services, input })),
  listEvents: memberProcedure("payments:read", { mayLag: true })
    .input(ListInboundEventsInput)
    .output(InboundEventPage)
    .query(({ ctx, input }) => listInboundEvents({ ctx: ctx.services, input })),
  retryEvent: memberProcedure("payments:write")
    .input(IdInput)
    .output(IdInput)
    .mutation(({ ctx, input }) => retryInboundEvent({ ctx: ctx.services, input })),
};
