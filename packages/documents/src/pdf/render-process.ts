import type { FromProcess, ToProcess } from "./render-messages.ts";
import { createTypesetter } from "./typesetter.ts";

/**
 * The program of a process that draws: one document at a time. It is given nothing of its parent's environment, and it
 * ends when the parent goes.
 */
const typesetter = createTypesetter();
let rendered = 0;
let collectedAtBytes = 0;

/** How much it may grow before garbage is collected: drawn documents wait for it outside of JavaScript's own heap. */
const growthBytes = 24 * 1_048_576;

const templateTtlMs = 10 * 60_000;
setInterval(() => {
  typesetter.forgetUnused(templateTtlMs);
}, templateTtlMs / 2).unref();

function rssAfterCollecting(): number {
  const rssBytes = process.memoryUsage.rss();
  if (rssBytes < collectedAtBytes + growthBytes) return rssBytes;
  globalThis.gc?.();
  collectedAtBytes = process.memoryUsage.rss();
  return collectedAtBytes;
}

function answer(message: FromProcess): void {
  process.send?.(message);
}

function render({ id, request }: Extract<ToProcess, { kind: "render" }>): void {
  try {
    const { pdf, pages } = typesetter.typeset(request);
    rendered += 1;
    answer({ kind: "done", id, pdf, pages, rendered, rssBytes: rssAfterCollecting() });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    answer({ kind: "failed", id, message, rendered, rssBytes: rssAfterCollecting() });
  }
}

process.on("message", (message: ToProcess) => {
  if (message.kind === "render") return render(message);
  for (const request of message.requests) typesetter.typeset(request);
  answer({ kind: "ready" });
});
process.on("disconnect", () => process.exit(0));
