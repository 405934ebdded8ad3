import {
  DeadJobPage,
  DeadJobsInput,
  JobCountDto,
  ListDeadJobsInput,
  ListQueueActionsInput,
  ListQueueJobsInput,
  QueueActionPage,
  QueueDto,
  QueueFiguresDto,
  QueueFiguresInput,
  QueueJobIdsInput,
  QueueJobPage,
  QueueNameInput,
  QueueWorkerDto,
} from "@stead/contracts/queues";
import { z } from "zod";
import { operatorProcedure } from "../../trpc/init.ts";

const Done = z.object({ isDone: z.literal(true) });
const done = { isDone: true } as const;

type Acting = { person: { user: { id: string } }; requestId: string };
const actorOf = ({ person, requestId }: Acting) => ({ userId: person.user.id, requestId });

/** What operators see and do about the work of all agencies. */
export const queuesRoutes = {
  list: operatorProcedure.output(z.array(QueueDto)).query(({ ctx }) => ctx.deps.queues.listQueues()),
  figures: operatorProcedure
    .input(QueueFiguresInput)
    .output(QueueFiguresDto)
    .query(({ ctx, input }) => ctx.deps.queues.readFigures(input)),
  workers: operatorProcedure
    .output(z.array(QueueWorkerDto))
    .query(({ ctx }) => ctx.deps.queues.listWorkers()),
  jobs: operatorProcedure
    .input(ListQueueJobsInput)
    .output(QueueJobPage)
    .query(({ ctx, input }) => ctx.deps.queues.listJobs(input)),
  dead: operatorProcedure
    .input(ListDeadJobsInput)
    .output(DeadJobPage)
    .query(({ ctx, input }) => ctx.deps.queues.listDead(input)),
  actions: operatorProcedure
    .input(ListQueueActionsInput)
    .output(QueueActionPage)
    .query(({ ctx, input }) => ctx.deps.queues.listActions(input)),

  pause: operatorProcedure
    .input(QueueNameInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.deps.queues.pause(actorOf(ctx), input);
      return done;
    }),
  resume: operatorProcedure
    .input(QueueNameInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.deps.queues.resume(actorOf(ctx), input);
      return done;
    }),
  drain: operatorProcedure
    .input(QueueNameInput)
    .output(JobCountDto)
    .mutation(({ ctx, input }) => ctx.deps.queues.drain(actorOf(ctx), input)),
  retry: operatorProcedure
    .input(QueueJobIdsInput)
    .output(JobCountDto)
    .mutation(({ ctx, input }) => ctx.deps.queues.retry(actorOf(ctx), input)),
  remove: operatorProcedure
    .input(QueueJobIdsInput)
    .output(JobCountDto)
    .mutation(({ ctx, input }) => ctx.deps.queues.remove(actorOf(ctx), input)),
  replay: operatorProcedure
    .input(DeadJobsInput)
    .output(JobCountDto)
    .mutation(({ ctx, input }) => ctx.deps.queues.replay(actorOf(ctx), input)),
  discard: operatorProcedure
    .input(DeadJobsInput)
    .output(JobCountDto)
    .mutation(({ ctx, input }) => ctx.deps.queues.discard(actorOf(ctx), input)),
};
