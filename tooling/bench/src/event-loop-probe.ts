import { createHistogram, monitorEventLoopDelay } from "node:perf_hooks";

/**
 * Loaded into a process before its own code (`node --import`): measures how late its event loop turns, for the process
 * that started it. A message names the series that the time from now on belongs to, "off" none; "tell" asks for all.
 * Node samples every 10 ms unless told otherwise, and counts that interval in; the finer one shows shorter delays.
 */
type Series = { usual: ReturnType<typeof createHistogram>; fine: ReturnType<typeof createHistogram> };
const kinds = ["usual", "fine"] as const;
const all = new Map<string, Series>();
let stop: () => void = () => undefined;
const toMs = (nanoseconds: number) => nanoseconds / 1e6;

process.on("message", (message) => {
  stop();
  stop = () => undefined;
  if (message === "tell") process.send?.(Array.from(all, ([name, series]) => ({ name, ...tell(series) })));
  else if (message !== "off" && typeof message === "string") stop = start(message);
});
process.channel?.unref();

/** A monitor that was off would count that time as one delay, so each stretch has its own. */
function start(name: string): () => void {
  const series = all.getOrInsertComputed(name, () => ({ usual: createHistogram(), fine: createHistogram() }));
  const monitors = { usual: monitorEventLoopDelay(), fine: monitorEventLoopDelay({ resolution: 1 }) };
  for (const kind of kinds) monitors[kind].enable();
  return () => {
    for (const kind of kinds) {
      monitors[kind].disable();
      pour(monitors[kind], series[kind]);
    }
  };
}

/** Adds the samples of one histogram, which its percentiles are, to another. */
function pour(from: ReturnType<typeof monitorEventLoopDelay>, into: Series["usual"]): void {
  for (let sample = 1; sample <= from.count; sample++)
    into.record(Math.max(1, from.percentile((100 * sample) / from.count)));
}

function tell({ usual, fine }: Series) {
  return {
    samples: usual.count,
    p50Ms: toMs(usual.percentile(50)),
    p99Ms: toMs(usual.percentile(99)),
    maxMs: toMs(usual.max),
    finePercentile99Ms: toMs(fine.percentile(99)),
  };
}
