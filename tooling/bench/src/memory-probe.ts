/**
 * Loaded into a process that is measured: on the message "memory" it collects garbage and tells what it holds. Needs
 * `--expose-gc`.
 */
process.on("message", (message) => {
  if (message !== "memory") return;
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, heapUsed, external });
});
