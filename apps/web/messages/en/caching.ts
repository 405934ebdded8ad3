const byteFormat = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const unit = 1_024;
const counted = (count: number) => count.toLocaleString("en");
const plural = (count: number, one: string, many: string) => `${counted(count)} ${count === 1 ? one : many}`;

export const caching = {
  title: "Cache",
  help: "What all processes keep at hand, and what that saves. Values themselves are never shown.",
  window: "Time shown",
  windows: { "60": "1 hour", "360": "6 hours", "1440": "24 hours" },
  hitRate: "Needed no load",
  reads: "Reads",
  loads: "Loads",
  saved: "Loading saved",
  held: "In memory",
  processes: "Processes",
  noProcesses: "No process tells of its cache",
  noProcessesHelp: "What was read is shown; what is held in memory is not known.",
  readsPlot: "How reads were answered",
  readsHelp: "Each minute, over all processes.",
  loadPlot: "How long a load takes",
  loadHelp: "The mean of each minute, in milliseconds.",
  minute: "Minute",
  memoryHits: "From memory",
  sharedHits: "From the shared tier",
  staleServed: "Old, while loading",
  misses: "Had to be loaded",
  loadTime: "A load",
  family: "What is kept",
  trend: "Over this time",
  trendOf: (family: string, shares: string) => `${family}: share that needed no load, ${shares}`,
  fromMemory: "Memory",
  fromShared: "Shared",
  missed: "Missed",
  savedShort: "Saved",
  bytes: "Size",
  countOf: {
    entries: (count: number) => `${plural(count, "value", "values")} held`,
    loads: (count: number) => plural(count, "load", "loads"),
    stale: (count: number) => `${counted(count)} old while loading`,
    onErrors: (count: number) => `${counted(count)} old on errors`,
    failed: (count: number) => `${counted(count)} failed`,
    old: (count: number) => `${counted(count)} made old`,
    evicted: (count: number) => `${counted(count)} pushed out`,
  },
  none: "Nothing has been read yet",
  noneHelp: "Figures come a few seconds after the first read.",
  look: "Look one up",
  lookHelp: "How a value is kept in the process that answers and in the shared tier.",
  agency: "Agency's id",
  agencyHelp: "Left empty, what belongs to the platform.",
  id: "Its id",
  idHelp: "As the family writes it: a lease's id, or several parts in square brackets.",
  show: "Show",
  inMemory: "In this process",
  inShared: "In the shared tier",
  notKept: "Not kept there",
  tags: "Depends on",
  noTags: "Nothing but its time",
  asOf: "Loaded",
  freshUntil: "Fresh until",
  isCurrent: { yes: "Current", no: "Made old" },
  life: "Its life",
  lifeOf: (fresh: string, stale: string, grace: string) =>
    `fresh ${fresh}, given while loading ${stale} longer, on errors ${grace} longer`,
  invalidate: "Make something old",
  invalidateTitle: "Make values old?",
  invalidateHelp:
    "Everything that depends on these tags is loaded anew when it is next asked for, in every process. It is written down who did it.",
  tagsField: "Tags",
  tagsHelp: "One a line, as lease:… or plans.offer.",
  done: "It is made old in every process",
  history: "Who made what old",
  noHistory: "Nobody has yet.",
  platform: "the platform",
  ofAgency: (id: string) => `of agency ${id}`,
  percent: (permille: number) => `${byteFormat.format(permille / 10)} %`,
  size: (bytes: number) =>
    bytes < unit
      ? `${bytes} B`
      : bytes < unit ** 2
        ? `${byteFormat.format(bytes / unit)} KB`
        : `${byteFormat.format(bytes / unit ** 2)} MB`,
  micros: (us: number) => (us < 1_000 ? `${us} µs` : `${byteFormat.format(us / 1_000)} ms`),
  duration: (ms: number) =>
    ms < 1_000
      ? `${Math.round(ms)} ms`
      : ms < 60_000
        ? `${byteFormat.format(ms / 1_000)} s`
        : ms < 3_600_000
          ? `${byteFormat.format(ms / 60_000)} min`
          : `${byteFormat.format(ms / 3_600_000)} h`,
} as const;
