import type { SystemDb } from "@stead/db/system";
import type { Logger } from "@stead/kernel/logger";
import { writeJobProgress, type JobRow, type Progress } from "./job-rows.ts";

const spacingMs = 500;

/** Writes the latest progress of a job at most twice a second. */
export class ProgressWriter {
  readonly #system: SystemDb;
  readonly #job: JobRow;
  readonly #logOf: () => Logger;
  #latest: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(system: SystemDb, job: JobRow, logOf: () => Logger) {
    this.#system = system;
    this.#job = job;
    this.#logOf = logOf;
  }

  report = (done: number, total: number | null = null, note: string | null = null): void => {
    if (!this.#job.hasRun) return;
    this.#latest = { done, total, note };
    this.#timer ??= setTimeout(() => this.#write(), spacingMs);
  };

  /** Writes what is left and ends. */
  async finish(): Promise<void> {
    this.#write();
    await this.#writing;
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const latest = this.#latest;
    this.#latest = undefined;
    if (latest) this.#writing = this.#writing.then(() => this.#store(latest));
  }

  async #store(progress: Progress): Promise<void> {
    try {
      await writeJobProgress(this.#system, this.#job, progress);
    } catch (error) {
      // The work goes on: progress is shown, not relied upon.
      this.#logOf().warn({ error }, "progress not written");
    }
  }
}
