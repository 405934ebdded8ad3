import fs from "node:fs";
import path from "node:path";

const markFile = (home: string) => path.join(home, "demonstration.loading");

/** Says that the database is being filled: until it is done, it is worth nothing. */
export function markLoading(home: string): void {
  fs.writeFileSync(markFile(home), "");
}

export function markLoaded(home: string): void {
  fs.rmSync(markFile(home), { force: true });
}

/** Whether an earlier start was killed while it filled the embedded database. Nobody can have worked in it yet. */
export function wasLoadCutOff(home: string): boolean {
  return fs.existsSync(markFile(home));
}

/** Marks that something is done once for a demonstration; false when it was marked before. */
export function takeMark(home: string, what: string): boolean {
  try {
    fs.writeFileSync(path.join(home, `demonstration.${what}`), "", { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}
