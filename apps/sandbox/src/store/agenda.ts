import type { Clock } from "@stead/kernel/clock";
import { newId } from "@stead/kernel/ids";
import type { Store } from "./store.ts";
import type { Table } from "./table.ts";

/** Something that the provider will do at an instant, even after a restart. */
export type Task = { id: string; kind: string; dueMs: number; payload: string };

/**
 * Does a task that is due. Synchronous work shares the act that takes the task off the agenda; what it returns as a
 * promise is awaited first, and done again when the process dies before.
 */
export type TaskHandler = (payload: string, task: Task) => void | Promise<void>;

const longestTimerMs = 2 ** 31 - 1;

/** What is to be done later, kept in the store. */
export class Agenda {
  readonly #store: Store;
  readonly #tasks: Table<Task>;
  readonly #tasksOf: (payload: string) => Task[];
  readonly #clock: Clock;
  readonly #failed: (error: unknown, kind: string) => void;
  readonly #handlers = new Map<string, TaskHandler>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #isOpen = false;

  constructor(store: Store, clock: Clock, failed: (error: unknown, kind: string) => void) {
    this.#store = store;
    this.#tasks = store.table<Task>("tasks");
    this.#tasksOf = this.#tasks.index(({ payload }) => payload);
    this.#clock = clock;
    this.#failed = failed;
  }

  handle(kind: string, handler: TaskHandler): void {
    this.#handlers.set(kind, handler);
  }

  /** Takes up what was left. Every kind has its handler by now. */
  open(): void {
    this.#isOpen = true;
    for (const task of this.#tasks.values()) this.#arm(task);
  }

  /** Inside an act. `payload` is a row's id, or JSON. */
  schedule(kind: string, delayMs: number, payload: string): Task {
    const id = newId();
    const task = this.#tasks.put(id, { id, kind, dueMs: this.#clock.nowMs() + delayMs, payload });
    this.#arm(task);
    return task;
  }

  /** True when this is to be done already. */
  has(kind: string, payload: string): boolean {
    return this.#tasksOf(payload).some((task) => task.kind === kind);
  }

  /** Inside an act: takes tasks off, as when somebody acted before the time was out. */
  cancel(kind: string, payload: string): void {
    for (const task of this.#tasksOf(payload)) {
      if (task.kind === kind) this.#tasks.delete(task.id);
    }
  }

  /** Stops the timers and waits for what runs. What is left is taken up at the next start. */
  async close(): Promise<void> {
    this.#isOpen = false;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await Promise.allSettled(this.#running);
  }

  #arm({ id, dueMs }: Task): void {
    if (!this.#isOpen) return;
    const delayMs = Math.min(Math.max(dueMs - this.#clock.nowMs(), 0), longestTimerMs);
    this.#timers.set(
      id,
      setTimeout(() => {
        this.#timers.delete(id);
        const run = this.#run(id).catch((error: unknown) =>
          this.#failed(error, this.#tasks.get(id)?.kind ?? ""),
        );
        this.#running.add(run);
        void run.finally(() => this.#running.delete(run));
      }, delayMs),
    );
  }

  async #run(id: string): Promise<void> {
    const task = this.#tasks.get(id);
    if (task === undefined) return;
    if (task.dueMs > this.#clock.nowMs() + 1) return this.#arm(task);
    const handler = this.#handlers.get(task.kind);
    if (handler === undefined) throw new Error(`no handler of ${task.kind}`);
    try {
      await this.#store.act(() => {
        const result = handler(task.payload, task);
        if (!(result instanceof Promise)) this.#tasks.delete(id);
        return result;
      });
    } finally {
      this.#store.act(() => this.#tasks.delete(id));
    }
  }
}
