/** What the process does by itself, beside the schedules that agencies have in the database. */
export type RecurringWork = { name: string; pauseMs: number; turn: () => Promise<void> };

export type RecurringParts = {
  /** Enqueues the fold of each agency whose figures changed. */
  enqueueWaitingFolds: () => Promise<unknown>;
  /** Enqueues the sweep of each agency that has expired files. */
  enqueueFileSweeps: () => Promise<unknown>;
  /** Enqueues refunds whose job was lost. */
  enqueueDueDisbursements: () => Promise<unknown>;
  /** Deletes live events that nobody will read on from. */
  sweepEvents: () => Promise<unknown>;
  /** Deletes finished runs, given-up jobs and figures that are kept no longer. */
  sweepJobs: () => Promise<unknown>;
  /** Deletes stored reports that are given out no longer. */
  sweepReports: () => Promise<unknown>;
  /** Deletes what the platform's provider told long ago. */
  sweepPlatformEvents: () => Promise<unknown>;
  /** Makes the partitions of months to come; undefined for a process that may not. */
  makePartitions:
    | ((months: { tables: readonly string[]; from: string; months: number }) => Promise<unknown>)
    | undefined;
  /** Lets go of months that are kept no longer; undefined without an address of the owner. */
  retirePartitions:
    | ((request: { keepMonths: Readonly<Record<string, number>>; month: string }) => Promise<unknown>)
    | undefined;
  /** The month of the oldest callback from before a month that is in no books yet; undefined without one. */
  findOldestUnbooked: (before: string) => Promise<string | undefined>;
  /** How many months of each table are kept; 0 for ever. */
  keepMonths: Readonly<Record<MonthlyTable, number>>;
  nowMs: () => number;
};

/** Tables partitioned by month. */
const monthlyTables = ["audit", "deliveries", "inbound_events"] as const;
export type MonthlyTable = (typeof monthlyTables)[number];
/** This month and the next three. */
const monthsAhead = 4;

export function recurringWork({
  enqueueWaitingFolds,
  enqueueFileSweeps,
  enqueueDueDisbursements,
  sweepEvents,
  sweepJobs,
  sweepReports,
  sweepPlatformEvents,
  makePartitions,
  retirePartitions,
  findOldestUnbooked,
  keepMonths,
  nowMs,
}: RecurringParts): RecurringWork[] {
  const folds: RecurringWork = {
    name: "folds",
    pauseMs: 3_000,
    turn: async () => void (await enqueueWaitingFolds()),
  };
  const sweeps: RecurringWork[] = [
    { name: "file sweeps", pauseMs: 10 * 60_000, turn: async () => void (await enqueueFileSweeps()) },
    { name: "due refunds", pauseMs: 60_000, turn: async () => void (await enqueueDueDisbursements()) },
    { name: "event sweeps", pauseMs: 10 * 60_000, turn: async () => void (await sweepEvents()) },
    { name: "job sweeps", pauseMs: 3_600_000, turn: async () => void (await sweepJobs()) },
    { name: "report sweeps", pauseMs: 3_600_000, turn: async () => void (await sweepReports()) },
    { name: "platform sweeps", pauseMs: 6 * 3_600_000, turn: async () => void (await sweepPlatformEvents()) },
  ];
  if (makePartitions === undefined) return [folds, ...sweeps];
  const month = () => new Date(nowMs()).toISOString().slice(0, 7);
  const makeAhead = async () =>
    void (await makePartitions({ tables: monthlyTables, from: month(), months: monthsAhead }));
  // Apart: letting go waits for whoever reads, and months are made meanwhile.
  const letGo = async () => {
    const now = month();
    const inbound = await keptOfInbound(keepMonths.inbound_events, now, findOldestUnbooked);
    await retirePartitions?.({ keepMonths: { ...keepMonths, inbound_events: inbound }, month: now });
  };
  return [
    folds,
    ...sweeps,
    { name: "partitions", pauseMs: 6 * 3_600_000, turn: makeAhead },
    { name: "retirement", pauseMs: 24 * 3_600_000, turn: letGo },
  ];
}

/** A callback is kept until it is booked, however old it is, and with it the months after it. */
async function keptOfInbound(
  keepMonths: number,
  now: string,
  findOldestUnbooked: RecurringParts["findOldestUnbooked"],
): Promise<number> {
  if (keepMonths === 0) return 0;
  const current = Temporal.PlainYearMonth.from(now);
  const oldest = await findOldestUnbooked(current.subtract({ months: keepMonths }).toString());
  return oldest === undefined ? keepMonths : current.since(oldest, { largestUnit: "months" }).months;
}
