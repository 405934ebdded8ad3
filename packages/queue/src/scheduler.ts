import type { Tx } from "@stead/db/client";
import type { SystemDb } from "@stead/db/system";
import type { Clock } from "@stead/kernel/clock";
import { AppError } from "@stead/kernel/errors";
import type { Logger } from "@stead/kernel/logger";
import { isJobName, type JobName } from "./catalogue.ts";
import { nextRunMs } from "./cron.ts";
import { enqueue } from "./enqueue.ts";
import { startLoop, type Loop } from "./loop.ts";

export type SchedulerOptions = { system: SystemDb; clock: Clock; log: Logger; pollMs?: number };

/** Enqueues due schedules until it is stopped. Any number of processes may run one. */
export function startScheduler({ system, clock, log, pollMs = 5_000 }: SchedulerOptions): Loop {
  return startLoop({
    pauseMs: pollMs,
    turn: async () => (await runDueSchedules({ system, clock, log })) === roundSize,
    onError: (error) => log.error({ error }, "scheduling failed"),
  });
}

const roundSize = 100;

const claimDue = {
  name: "schedules_due",
  text: `select agency_id as "agencyId", name, key, cron, time_zone as "timeZone", payload from schedules
    where is_enabled and next_run_at <= $1::timestamptz order by next_run_at limit ${roundSize} for update skip locked`,
};

const moveOn = {
  name: "schedules_move_on",
  text: `update schedules set last_run_at = $4::timestamptz, next_run_at = $5::timestamptz where agency_id = $1 and name = $2 and key = $3`,
};

const disable = {
  name: "schedules_disable",
  text: `update schedules set is_enabled = false where agency_id = $1 and name = $2 and key = $3`,
};

type Due = { agencyId: string; name: string; key: string; cron: string; timeZone: string; payload: object };

/**
 * Enqueues each due schedule's job once, however many of its times have passed, and moves the schedule on, in one
 * transaction. The schedule's name is the job's. Returns how many were due.
 */
export async function runDueSchedules({
  system,
  clock,
  log,
}: {
  system: SystemDb;
  clock: Clock;
  log: Logger;
}): Promise<number> {
  const nowMs = clock.nowMs();
  const now = new Date(nowMs).toISOString();
  return system.transaction(async (tx) => {
    const due = await tx.sql<Due>(claimDue, now);
    for (const schedule of due) {
      try {
        const { name, next } = readSchedule(schedule, nowMs);
        await enqueueScheduled(tx, schedule, name);
        await tx.sql(moveOn, schedule.agencyId, schedule.name, schedule.key, now, next);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "INVALID") throw error;
        log.error(
          { error, agencyId: schedule.agencyId, schedule: schedule.name },
          "schedule disabled: it cannot be read",
        );
        await tx.sql(disable, schedule.agencyId, schedule.name, schedule.key);
      }
    }
    return due.length;
  });
}

function readSchedule({ name, cron, timeZone }: Due, nowMs: number): { name: JobName; next: string } {
  if (!isJobName(name)) throw new AppError("INVALID", `there is no job ${name}`);
  return { name, next: new Date(nextRunMs(cron, timeZone, nowMs)).toISOString() };
}

async function enqueueScheduled(tx: Tx, { agencyId, payload }: Due, name: JobName): Promise<void> {
  // The job's own schema decides whether the stored payload is one.
  const stored = { ...payload, agencyId } as Parameters<typeof enqueue<JobName>>[3];
  await enqueue(tx, { agencyId, requestId: null }, name, stored);
}
