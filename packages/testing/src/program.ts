import { spawn } from "node:child_process";

/** A program of Stead as a process of its own. */
export type Program = {
  pid: number;
  /** What it has written, its last million characters at least. */
  output(): string;
  /** Waits until it has written something that fits; answers the first group. Rejects when the program ends before. */
  says(pattern: RegExp): Promise<string>;
  /** Waits for the end that it comes to by itself; answers the exit code, null when it was killed. */
  ended(): Promise<number | null>;
  /** Sends a signal and waits for the end; answers the exit code, null when it was killed. */
  end(signal: NodeJS.Signals): Promise<number | null>;
};

const mostKept = 1_000_000;

/**
 * Runs `node <file> <args>` with these variables and no others. It ends by itself when this process does, also when that is
 * killed.
 */
export function startProgram(
  file: string,
  { env, cwd, args = [] }: { env: Record<string, string>; cwd?: string; args?: readonly string[] },
): Program {
  const child = spawn(process.execPath, [file, ...args], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (bytes: Buffer) => {
      output += bytes.toString();
      // Cut seldom: each cut copies what is kept.
      if (output.length > 2 * mostKept) output = output.slice(-mostKept);
      tell();
    });
  let isGone = false;
  const gone = new Promise<number | null>((resolve) =>
    child.once("close", (code) => {
      isGone = true;
      resolve(code);
      tell();
    }),
  );
  return {
    pid: child.pid ?? 0,
    output: () => output,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output);
          if (found === null && !isGone) return;
          listeners.delete(look);
          if (found === null)
            reject(new Error(`the program ended before it said so:\n${output.slice(-2_000)}`));
          else resolve(found[1] ?? found[0]);
        };
        listeners.add(look);
        look();
      }),
    ended: () => gone,
    end: (signal) => {
      child.kill(signal);
      return gone;
    },
  };
}
