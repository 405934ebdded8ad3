import {
  CacheActionDto,
  CacheFiguresDto,
  CacheFiguresInput,
  CacheLookDto,
  InvalidateCacheInput,
  LookCacheInput,
} from "@stead/contracts/caching";
import { invalidateTags, listCacheActions, lookUp, readCacheFigures } from "@stead/services/caching";
import { z } from "zod";
import { operatorProcedure } from "../../trpc/init.ts";

/** What operators see and do about what is kept at hand, over all processes. */
export const cachingRoutes = {
  figures: operatorProcedure
    .input(CacheFiguresInput)
    .output(CacheFiguresDto)
    .query(({ ctx, input }) => readCacheFigures(ctx.deps.caching.system, input)),
  look: operatorProcedure
    .input(LookCacheInput)
    .output(CacheLookDto)
    .query(({ ctx, input }) => lookUp(ctx.deps.caching.cache, input)),
  actions: operatorProcedure
    .output(z.array(CacheActionDto))
    .query(({ ctx }) => listCacheActions(ctx.deps.caching.system)),
  invalidate: operatorProcedure
    .input(InvalidateCacheInput)
    .output(z.object({ isDone: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      const { person, requestId } = ctx;
      await invalidateTags(ctx.deps.caching, { userId: person.user.id, requestId }, input);
      return { isDone: true } as const;
    }),
};
