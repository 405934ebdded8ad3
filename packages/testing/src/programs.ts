import { accessSync, constants } from "node:fs";
import path from "node:path";
import { searchPath } from "./env.ts";

/** The first of these programs that the machine has; undefined when it has none. */
export function findProgram(...names: readonly string[]): string | undefined {
  const files = searchPath().flatMap((folder) => names.map((name) => path.join(folder, name)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
