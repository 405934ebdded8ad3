import { accessSync, constants } from "node:fs";
import path from "node:path";

/** Something that tests need and npm does not bring. */
export type Engine = {
  name: "redis" | "chromium" | "pgbouncer" | "promtool";
  isThere: boolean;
  /** What to do about it, for the closing lines. */
  remedy: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

function isOnPath(command: string, env: Environment): boolean {
  return (env["PATH"] ?? "").split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Looks for what the machine has to bring. PostgreSQL is not among it: that comes with the install. */
export function findEngines(env: Environment): Engine[] {
  const hasAny = (...commands: string[]) => commands.some((command) => isOnPath(command, env));
  return [
    {
      name: "redis",
      isThere: Boolean(env["REDIS_URL"]) || hasAny("redis-server", "valkey-server"),
      remedy: "Redis or Valkey: put redis-server or valkey-server on the PATH, or set REDIS_URL",
    },
    {
      name: "pgbouncer",
      isThere: hasAny("pgbouncer"),
      remedy: "PgBouncer: put pgbouncer on the PATH (apt-get install pgbouncer)",
    },
    {
      name: "promtool",
      isThere: hasAny("promtool"),
      remedy: "Prometheus' tool: put promtool on the PATH (it is in Debian's package prometheus)",
    },
    {
      name: "chromium",
      isThere: Boolean(env["STEAD_CHROMIUM"]) || hasAny("chromium", "chromium-browser", "google-chrome"),
      remedy: "Chromium: install it (apt-get install chromium), or set STEAD_CHROMIUM to a browser's path",
    },
  ];
}
