import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { AppError } from "@stead/kernel/errors";
import type { FromProcess, ProcessUse, ToProcess } from "./render-messages.ts";
import type { RenderRequest } from "./templates.ts";
import { warmSamples } from "./warm-samples.ts";

export type DrawingProcess = {
  /** What it used after its last document. */
  use(): ProcessUse;
  /** Draws one document. Throws UNAVAILABLE when the process dies over it, INTERNAL when the template fails. */
  draw(request: RenderRequest): Promise<Uint8Array>;
  /** Ends it at once, in the middle of whatever it does. */
  kill(): void;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
};

const program = fileURLToPath(new URL("./render-process.ts", import.meta.url));

type Waiting = { id: number; resolve: (pdf: Uint8Array) => void; reject: (error: Error) => void };

/**
 * Starts a process that draws; `onEnd` is told when it has ended. A process and not a thread: typesetting is native code, which nothing can interrupt in a
 * thread, and whose crash or memory would be those of the whole worker.
 */
export function startDrawingProcess(onEnd: () => void = () => {}): DrawingProcess {
  const child: ChildProcess = fork(program, [], {
    serialization: "advanced",
    // Nothing of the parent's settings: a document needs no secret.
    env: { TZ: "UTC" },
    execArgv: ["--expose-gc", "--max-old-space-size=256", "--no-warnings"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  let use: ProcessUse = { rssBytes: 0, rendered: 0 };
  let waiting: Waiting | undefined;
  let nextId = 1;
  // Whether it arrived shows in the answer, or in the end of the process.
  const send = (message: ToProcess) => void child.send(message, () => {});
  const settle = (message: FromProcess) => {
    if (message.kind === "ready" || message.id !== waiting?.id) return;
    const { resolve, reject } = waiting;
    waiting = undefined;
    use = { rssBytes: message.rssBytes, rendered: message.rendered };
    if (message.kind === "done") resolve(message.pdf);
    else reject(new AppError("INTERNAL", message.message));
  };
  const ended = new Promise<void>((resolve) => {
    const end = (cause: unknown) => {
      onEnd();
      const error = new AppError("UNAVAILABLE", "the process that drew this document ended", {}, { cause });
      waiting?.reject(error);
      waiting = undefined;
      resolve();
    };
    child.once("exit", (code, signal) => end({ code, signal }));
    child.once("error", end);
  });
  child.on("message", settle);
  send({ kind: "warm", requests: warmSamples });
  return {
    use: () => use,
    draw: (request) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting = { id, resolve, reject };
        send({ kind: "render", id, request });
      }),
    kill: () => void child.kill("SIGKILL"),
    ended,
  };
}
