import { AppError } from "@stead/kernel/errors";
import type { TemplateData, TemplateName } from "./data.ts";
import { startDrawingProcess, type DrawingProcess } from "./drawing-process.ts";
import { collectReport } from "./present-report.ts";
import type { RenderRequest } from "./templates.ts";

export type PdfRendererOptions = {
  /** Documents drawn at once, each in a process of its own. */
  processes?: number;
  /** Most documents that wait; more are refused as UNAVAILABLE. */
  waiting?: number;
  /** Longest time for one document, waiting apart. */
  deadlineMs?: number;
  /** A process that uses more than this after a document is replaced. */
  rssLimitBytes?: number;
  /** A process is replaced after this many documents. */
  documentsPerProcess?: number;
  /** A process that has nothing to do for this long is ended. */
  idleMs?: number;
  /** Starts a process; it says by `onEnd` that it has ended, before it refuses what it was drawing. */
  start?: (onEnd: () => void) => DrawingProcess;
};

export type RenderOptions = { signal?: AbortSignal | undefined };

export type PdfRenderer = {
  /**
   * Draws a document. Throws CANCELLED when the signal aborts, also in the middle of drawing; TIMEOUT after the
   * deadline; UNAVAILABLE when too many wait, when the process dies over it, or after `close`; INTERNAL when the
   * template fails.
   */
  render<Name extends TemplateName>(
    template: Name,
    data: TemplateData[Name],
    options?: RenderOptions,
  ): Promise<Uint8Array>;
  /** How it is: processes that live, documents that wait, and what happened since the start. */
  figures(): PdfFigures;
  /** Ends every process; what was being drawn or waited is refused. */
  close(): Promise<void>;
};

export type PdfFigures = { live: number; waiting: number; drawn: number; recycled: number; died: number };

type Task = {
  request: RenderRequest;
  resolve: (pdf: Uint8Array) => void;
  reject: (error: unknown) => void;
  /** Where it is drawn; undefined while it waits. */
  slot?: Slot;
};

type Slot = { process: DrawingProcess; isBusy: boolean; idleTimer: NodeJS.Timeout | undefined };

const defaults = {
  processes: 2,
  waiting: 500,
  deadlineMs: 60_000,
  rssLimitBytes: 400 * 1_048_576,
  documentsPerProcess: 2_000,
  idleMs: 5 * 60_000,
  start: startDrawingProcess,
} satisfies Required<PdfRendererOptions>;

/** A bounded pool of processes that draw documents. They start when they are needed. */
export function createPdfRenderer(options: PdfRendererOptions = {}): PdfRenderer {
  const pool = new Pool({ ...defaults, ...options });
  return {
    render: async (template, data, { signal } = {}) => {
      const request = await requestOf(template, data);
      return pool.draw(request, signal);
    },
    figures: () => pool.figures(),
    close: () => pool.close(),
  };
}

async function requestOf<Name extends TemplateName>(
  template: Name,
  data: TemplateData[Name],
): Promise<RenderRequest> {
  // The pair belongs together by the type of `render`; TypeScript does not follow that through the union.
  const pair = { template, data } as {
    [Each in TemplateName]: { template: Each; data: TemplateData[Each] };
  }[TemplateName];
  if (pair.template !== "table-report") return pair;
  return { template: pair.template, data: await collectReport(pair.data) };
}

class Pool {
  readonly #options: Required<PdfRendererOptions>;
  readonly #slots = new Set<Slot>();
  #queue: Task[] = [];
  #isClosed = false;
  #counts = { drawn: 0, recycled: 0, died: 0 };

  constructor(options: Required<PdfRendererOptions>) {
    this.#options = options;
  }

  figures(): PdfFigures {
    return { live: this.#slots.size, waiting: this.#queue.length, ...this.#counts };
  }

  async draw(request: RenderRequest, signal: AbortSignal | undefined): Promise<Uint8Array> {
    if (this.#isClosed) throw ended();
    if (signal?.aborted) throw cancelled(signal);
    if (this.#queue.length >= this.#options.waiting)
      throw new AppError("UNAVAILABLE", "too many documents are waiting to be drawn; try again soon");
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const task: Task = { request, resolve, reject };
    const leave = () => {
      if (signal !== undefined) this.#stop(task, cancelled(signal));
    };
    signal?.addEventListener("abort", leave, { once: true });
    this.#queue.push(task);
    this.#next();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const slot = this.#freeSlot();
      if (slot === undefined) return;
      const task = this.#queue.shift();
      if (task !== undefined) void this.#run(slot, task);
    }
  }

  #freeSlot(): Slot | undefined {
    for (const slot of this.#slots) if (!slot.isBusy) return slot;
    if (this.#slots.size >= this.#options.processes) return undefined;
    const onEnd = () => {
      if (this.#slots.delete(slot)) this.#counts.died += 1;
      clearTimeout(slot.idleTimer);
    };
    const slot: Slot = { process: this.#options.start(onEnd), isBusy: false, idleTimer: undefined };
    this.#slots.add(slot);
    return slot;
  }

  async #run(slot: Slot, task: Task): Promise<void> {
    slot.isBusy = true;
    task.slot = slot;
    clearTimeout(slot.idleTimer);
    const { deadlineMs } = this.#options;
    const timer = setTimeout(() => {
      this.#stop(task, new AppError("TIMEOUT", "the document took too long to draw", { deadlineMs }));
    }, deadlineMs);
    try {
      const pdf = await slot.process.draw(task.request);
      this.#counts.drawn += 1;
      task.resolve(pdf);
    } catch (error) {
      task.reject(error);
    } finally {
      clearTimeout(timer);
      this.#release(slot);
    }
  }

  /** Gives a task up. What is being drawn can only be stopped with its process. */
  #stop(task: Task, error: AppError): void {
    task.reject(error);
    this.#queue = this.#queue.filter((other) => other !== task);
    if (task.slot !== undefined) this.#end(task.slot);
  }

  #release(slot: Slot): void {
    slot.isBusy = false;
    const { rssBytes, rendered } = slot.process.use();
    const isSpent = rssBytes > this.#options.rssLimitBytes || rendered >= this.#options.documentsPerProcess;
    if (this.#slots.has(slot)) {
      if (isSpent) {
        this.#counts.recycled += 1;
        this.#end(slot);
      } else {
        slot.idleTimer = setTimeout(() => this.#end(slot), this.#options.idleMs).unref();
      }
    }
    this.#next();
  }

  /** Takes a process out and ends it. */
  #end(slot: Slot): void {
    this.#slots.delete(slot);
    clearTimeout(slot.idleTimer);
    slot.process.kill();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const task of this.#queue) task.reject(ended());
    this.#queue = [];
    const ending = [...this.#slots].map((slot) => slot.process.ended);
    for (const slot of this.#slots) this.#end(slot);
    await Promise.all(ending);
  }
}

function ended(): AppError {
  return new AppError("UNAVAILABLE", "the drawing of documents has ended");
}

function cancelled(signal: AbortSignal): AppError {
  return new AppError("CANCELLED", "the document is not wanted any more", {}, { cause: signal.reason });
}
