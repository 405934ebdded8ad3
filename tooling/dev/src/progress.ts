import { stdout } from "node:process";

export type Step = { name: string; durationMs: number; detail: string };

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** Shows what a start is doing: a moving line on a terminal, a line at begin and end elsewhere. */
export class Progress {
  readonly steps: Step[] = [];
  readonly #isTerminal = stdout.isTTY;

  /** Runs one step, tells its progress, and keeps how long it took. `work` may call `say` as it goes on. */
  async step<T>(
    name: string,
    work: (say: (note: string) => void) => Promise<T>,
    detailOf: (result: T) => string = () => "",
  ): Promise<T> {
    const startedMs = performance.now();
    let note = "";
    let frame = 0;
    const draw = () => {
      const mark = spinner[frame++ % spinner.length] ?? "";
      stdout.write(
        `\r\x1b[2K  ${mark} ${name}${note === "" ? "" : `  ${note}`}  ${seconds(performance.now() - startedMs)}`,
      );
    };
    const timer = this.#isTerminal ? setInterval(draw, 100) : undefined;
    if (!this.#isTerminal) stdout.write(`  … ${name}\n`);
    try {
      const result = await work((next) => (note = next));
      const step = { name, durationMs: performance.now() - startedMs, detail: detailOf(result) };
      this.steps.push(step);
      this.#close(`  ✓ ${name}${step.detail === "" ? "" : `  ${step.detail}`}  ${seconds(step.durationMs)}`);
      return result;
    } catch (error) {
      this.#close(`  ✗ ${name}`);
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  /** Runs several pieces of work at once as one step; each tells its own progress. Results come in the order given. */
  async together<T>(
    name: string,
    parts: readonly { label: string; work: (say: (note: string) => void) => Promise<T> }[],
  ): Promise<T[]> {
    const notes = new Map<string, string>();
    return this.step(name, (say) =>
      Promise.all(
        parts.map(({ label, work }) =>
          work((note) => {
            notes.set(label, note);
            say([...notes].map(([part, latest]) => `${part}: ${latest}`).join(" · "));
          }),
        ),
      ),
    );
  }

  #close(line: string): void {
    stdout.write(`${this.#isTerminal ? "\r\x1b[2K" : ""}${line}\n`);
  }
}
