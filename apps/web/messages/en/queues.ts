const states = {
  delayed: "Delayed",
  blocked: "Behind other jobs",
  waiting: "Waiting",
  apart: "Waiting for its turn",
  sent: "Handed over",
  running: "Running",
} as const;

const reasons = {
  failed: "Its error",
  poison: "Its process died with it",
  expired: "Its time was up",
} as const;

const errorClasses = {
  retry: "May pass",
  never: "Won't pass",
  later: "Later",
  bug: "A fault of the code",
} as const;

const actions = {
  pause: "Paused",
  resume: "Let go on",
  retry: "Let go now",
  remove: "Removed",
  drain: "Drained",
  replay: "Replayed",
  discard: "Discarded",
} as const;

const deaths = (count: number) => (count === 1 ? "1 process died" : `${count} processes died`);

const jobs = (count: number) => (count === 1 ? "1 job" : `${count.toLocaleString("en")} jobs`);

export const queues = {
  title: "Queues",
  help: "The work of all agencies in the background. A queue is one kind of job.",
  views: "Views of the queues",
  overview: "Overview",
  jobs: "Jobs",
  dead: "Given up",
  history: "Who did what",
  window: "Time shown",
  windows: { "60": "1 hour", "360": "6 hours", "1440": "24 hours" },
  allQueues: "All queues",
  queue: "Queue",
  state: "State",
  states,
  deaths,
  reason: "Given up for",
  reasons,
  errorClass: "Error",
  errorClasses,
  actions,
  waiting: "Waiting",
  running: "Running",
  oldest: "Oldest waiting",
  deadCount: "Given up",
  doneHour: "Done, 1 h",
  doneLastHour: "Done in an hour",
  failedLastHour: "Failed in an hour",
  waitTime: "Wait, p95",
  runTime: "Run, p95",
  workers: "Workers",
  noWorkers: "No worker process lives: nothing runs until one starts.",
  noWorkersTitle: "Nobody works",
  depthPlot: "How many there are",
  depthHelp: "Jobs by state, at the end of each minute.",
  flowPlot: "How many end",
  flowHelp: "Jobs that ended in each minute.",
  timePlot: "How long they take",
  timeHelp: "95 of 100 waited and ran no longer than this, minute by minute.",
  usePlot: "How busy the workers are",
  useHelp: "Share of a lane's places that was in use.",
  done: "Done",
  failed: "Failed",
  retried: "Tried again",
  wait: "Wait",
  run: "Run",
  minute: "Minute",
  noFigures: "Nothing has run in this time.",
  lane: "Lane",
  paused: "Paused",
  pause: "Pause",
  resume: "Let go on",
  drain: "Drain",
  drainTitle: (name: string) => `Drain ${name}?`,
  drainHelp: (count: number) =>
    `${jobs(count)} that have not started will end as cancelled. What runs goes on. This can't be undone.`,
  drained: (count: number) => `${jobs(count)} ended`,
  actsOn: (name: string) => `Do something with ${name}`,
  showJobs: "Show its jobs",
  showDead: "Show what was given up",
  jobsEmpty: "No job is waiting or running.",
  deadEmpty: "No job was given up.",
  deadEmptyHelp: "Jobs come here when their tries are used up, or their process died with them three times.",
  historyEmpty: "Nobody has changed anything yet.",
  payload: "Payload",
  agency: "Agency",
  tries: "Tries",
  since: "Since",
  due: "Due",
  diedAt: "Given up",
  error: "What went wrong",
  letGo: "Let go now",
  remove: "Remove",
  removing: "Is being removed",
  replay: "Try again",
  discard: "Discard",
  replayAll: "Try all again",
  discardAll: "Discard all",
  replayTitle: "Try all of these again?",
  replayHelp: (count: string) =>
    `${count} will start over from their first try. Effects that were already written are not written twice.`,
  discardTitle: "Discard all of these?",
  discardHelp: (count: string) => `${count} will be forgotten and can't be brought back.`,
  replayed: (count: number) => `${jobs(count)} will be tried again`,
  discarded: (count: number) => `${jobs(count)} discarded`,
  removed: (count: number) => (count === 0 ? "The job is over already" : "The job ends as cancelled"),
  released: (count: number) => (count === 0 ? "The job has gone already" : "The job may go now"),
  countOf: (count: number, isCapped: boolean) =>
    isCapped ? `${count.toLocaleString("en")}+ jobs` : jobs(count),
  touched: (count: number) => jobs(count),
  durationMs: (ms: number) =>
    ms < 1_000
      ? `${ms} ms`
      : ms < 120_000
        ? `${ms < 10_000 ? (ms / 1_000).toFixed(1) : Math.round(ms / 1_000)} s`
        : ms < 7_200_000
          ? `${Math.round(ms / 60_000)} min`
          : `${Math.round(ms / 3_600_000)} h`,
  percent: (permille: number) =>
    `${permille < 100 ? (permille / 10).toFixed(1) : Math.round(permille / 10)} %`,
};
