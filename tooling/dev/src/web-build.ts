import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { env } from "./env.ts";

/**
 * Builds the web app, and the generated code that the other processes are loaded with, by turbo, which does nothing when
 * nothing changed. Answers whether it had to build.
 */
export async function buildWeb(root: string, logFile: string): Promise<boolean> {
  const turbo = path.join(root, "node_modules", ".bin", "turbo");
  const log = fs.openSync(logFile, "w");
  const searchPath = `${path.join(root, "node_modules", ".bin")}${path.delimiter}${env.inherited["PATH"] ?? ""}`;
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(
      turbo,
      ["run", "@stead/web#build", "@stead/db#generate", "--output-logs=full", "--log-order=grouped"],
      {
        cwd: root,
        env: {
          ...env.inherited,
          PATH: searchPath,
          TURBO_TELEMETRY_DISABLED: "1",
          NEXT_TELEMETRY_DISABLED: "1",
        },
        stdio: ["ignore", log, log],
      },
    );
    child.once("error", reject);
    child.once("exit", resolve);
  });
  fs.closeSync(log);
  const output = fs.readFileSync(logFile, "utf8");
  if (code !== 0) throw new Error(`the web app did not build:\n${output.slice(-4000)}`);
  return !output.includes(">>> FULL TURBO");
}
