import { monitorEventLoopDelay } from "node:perf_hooks";

/**
 * Loaded into a process before its own code (`node --import`): measures how late its event loop turns, and tells it to
 * the process that started it. "reset" begins a measurement, anything else asks for its result. Node samples every
 * 10 ms unless told otherwise, and counts that interval in; the finer one shows shorter delays.
 */
const usual = monitorEventLoopDelay();
const fine = monitorEventLoopDelay({ resolution: 1 });
usual.enable();
fine.enable();
const toMs = (nanoseconds: number) => nanoseconds / 1e6;

process.on("message", (message) => {
  if (message === "reset") {
    usual.reset();
    fine.reset();
    return;
  }
  process.send?.({
    p50Ms: toMs(usual.percentile(50)),
    p99Ms: toMs(usual.percentile(99)),
    maxMs: toMs(usual.max),
    finePercentile99Ms: toMs(fine.percentile(99)),
  });
});
process.channel?.unref();
