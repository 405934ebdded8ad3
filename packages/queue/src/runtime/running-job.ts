import { AppError } from "@stead/kernel/errors";

/** Why a running job is being ended from outside. */
export type EndReason = "cancelled" | "timeout" | "stopping";

const endings: Record<EndReason, AppError> = {
  cancelled: new AppError("CANCELLED", "the job was cancelled"),
  timeout: new AppError("TIMEOUT", "the job took longer than it may"),
  stopping: new AppError("CANCELLED", "the worker is stopping; the job goes on elsewhere"),
};

/** A job that runs in this process, and the means to end it. */
export class RunningJob {
  readonly agencyId: string;
  readonly id: string;
  readonly #controller = new AbortController();
  #ending: EndReason | undefined;

  constructor({ agencyId, id }: { agencyId: string; id: string }) {
    this.agencyId = agencyId;
    this.id = id;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The first reason it was given. */
  get ending(): EndReason | undefined {
    return this.#ending;
  }

  end(reason: EndReason): void {
    if (this.#ending !== undefined) return;
    this.#ending = reason;
    this.#controller.abort(endings[reason]);
  }

  /**
   * Waits for the work, with a time limit. Work that goes on for `graceMs` after its signal aborted is left behind,
   * so that it cannot hold its place for ever.
   */
  async within<T>(work: Promise<T>, timeoutMs: number, graceMs: number): Promise<T> {
    const { promise: leftBehind, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => this.end("timeout"), timeoutMs);
    let grace: NodeJS.Timeout | undefined;
    const onAbort = () => {
      grace = setTimeout(() => reject(this.signal.reason), graceMs);
    };
    this.signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([work, leftBehind]);
    } finally {
      clearTimeout(timer);
      clearTimeout(grace);
      this.signal.removeEventListener("abort", onAbort);
    }
  }
}
