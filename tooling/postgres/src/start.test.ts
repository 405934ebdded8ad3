import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { speedFlags, startPostgres, type PostgresOptions, type RunningPostgres } from "./start.ts";

let home: string;
const running: RunningPostgres[] = [];

beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "stead-postgres-test-"));
  fs.chmodSync(home, 0o755);
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop().catch(() => {});
  fs.rmSync(home, { recursive: true, force: true });
});

async function start(options: Partial<PostgresOptions> = {}): Promise<RunningPostgres> {
  const server = await startPostgres({
    dir: path.join(home, "server"),
    port: 54_500,
    flags: speedFlags,
    unprivilegedHome: home,
    ...options,
  });
  if (!server.wasRunning) running.push(server);
  return server;
}

async function ask(server: RunningPostgres, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.adminUrl("postgres") });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<object>(text)).rows;
  } finally {
    await client.end();
  }
}

function postmasterId(server: RunningPostgres): number {
  return Number(fs.readFileSync(path.join(server.dataDirectory, "postmaster.pid"), "utf8").split("\n")[0]);
}

describe("startPostgres", () => {
  test("starts once: whoever comes later, or at the same time, uses the same server", async () => {
    const together = await Promise.all([start(), start(), start()]);
    expect(together.filter(({ wasRunning }) => !wasRunning)).toHaveLength(1);
    expect(new Set(together.map(({ port }) => port)).size).toBe(1);
    expect(await start()).toMatchObject({ wasRunning: true, port: together[0]?.port });
  });

  test("keeps its data over a stop, and what was committed over a kill", async () => {
    const durably = () => start({ flags: {} });
    const first = await durably();
    await ask(first, "create table kept (a int)");
    await first.stop();
    const second = await durably();
    expect(second.wasRunning).toBe(false);
    await ask(second, "insert into kept values (1)");
    process.kill(postmasterId(second), "SIGKILL");
    const third = await durably();
    expect(third.wasRunning).toBe(false);
    expect(await ask(third, "select a from kept")).toEqual([{ a: 1 }]);
  });

  test("takes another port when its own is taken", async () => {
    const blocker = net.createServer();
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
    const address = blocker.address();
    const taken = typeof address === "object" && address ? address.port : 0;
    const server = await start({ port: taken });
    expect(server.port).not.toBe(taken);
    expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
    await new Promise((resolve) => blocker.close(resolve));
  });

  test("is not fooled by the leftovers of a server whose process id another program has now", async () => {
    const first = await start();
    const pidFile = path.join(first.dataDirectory, "postmaster.pid");
    const stranger = spawn("sleep", ["60"]);
    const leftover = fs.readFileSync(pidFile, "utf8").replace(/^\d+/, String(stranger.pid));
    await first.stop();
    fs.writeFileSync(pidFile, leftover);
    const second = await start();
    expect(second.wasRunning).toBe(false);
    expect(await ask(second, "select 1 as one")).toEqual([{ one: 1 }]);
    stranger.kill();
  });

  test("an initdb or a lock that was killed half-way does not stand in the way", async () => {
    const dir = path.join(home, "server");
    fs.mkdirSync(path.join(dir, "data-partial", "base"), { recursive: true });
    const gone = Number(execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" }));
    fs.writeFileSync(path.join(dir, "lock"), String(gone));
    expect(await ask(await start(), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("guards the superuser with a password of its own that only the starter may read", async () => {
    const server = await start();
    const file = path.join(home, "server", "password");
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    const guessed = Object.assign(new URL(server.adminUrl("postgres")), { password: "postgres" });
    const client = new pg.Client({ connectionString: guessed.href });
    await expect(client.connect()).rejects.toThrow("password authentication failed");
    expect(fs.readFileSync(path.join(server.dataDirectory, "server.log"), "utf8")).not.toContain(
      fs.readFileSync(file, "utf8"),
    );
  });

  test("says what went wrong when the server cannot start", async () => {
    await expect(start({ flags: { shared_buffers: "nonsense" } })).rejects.toThrow(
      /did not start[^]*shared_buffers/,
    );
  });
});

describe.runIf(process.getuid?.() === 0)("as root", () => {
  test("runs from a folder that the unprivileged account cannot reach", async () => {
    const hidden = path.join(home, "hidden");
    fs.mkdirSync(hidden, { mode: 0o700 });
    const server = await start({ dir: path.join(hidden, "server") });
    expect(server.dataDirectory.startsWith(hidden)).toBe(false);
    expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
  });
});
