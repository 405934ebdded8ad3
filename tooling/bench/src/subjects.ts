import { findRedis } from "@stead/testing/redis";

/** Something that can be measured: a script of this folder. */
export type Subject = {
  name: string;
  goal: string;
  /** About, with nothing else at work. */
  minutes: number;
  /** Where it is not the name. */
  file?: string;
  words?: readonly string[];
  /** What this machine lacks for it. */
  lacks?: () => string | undefined;
};

const needsRedis = () =>
  findRedis() === undefined ? "put redis-server or valkey-server on the PATH" : undefined;

/** In the order in which `all` measures them: the kit proves itself first. */
export const subjects: readonly Subject[] = [
  { name: "self-test", goal: "a planted 3 % is found, the same beside itself does not alarm", minutes: 6 },
  { name: "cache-hit", goal: "at most 2.0x the instructions of lru-cache", minutes: 25 },
  {
    name: "cache-redis",
    goal: "at most 1.15x the CPU of a raw GET, one command",
    minutes: 3,
    lacks: needsRedis,
  },
  {
    name: "stampede",
    goal: "exactly 1 load, at most 2 when the leader is killed, no caller fails",
    minutes: 3,
    lacks: needsRedis,
  },
  { name: "stale-reads", goal: "0 old values", minutes: 2, lacks: needsRedis },
  { name: "reads", goal: "the same statements and buffers at 1,000 and 1,000,000 invoices", minutes: 6 },
  {
    name: "data-access",
    goal: "at least 0.95x of prepared pg; row-level security at most 1.05x, the same plans; page 10,000 at most +2 buffers",
    minutes: 8,
  },
  { name: "dispatch", goal: "at most 1.8x the CPU of a bare route", minutes: 6 },
  { name: "not-modified", goal: "a 304 at most 0.25x the CPU of the 200 of the same list", minutes: 4 },
  { name: "slow-neighbour", goal: "a fast call beside a slow one at most 1.2x of one alone", minutes: 3 },
  {
    name: "overload",
    goal: "at 3x the knee at least 0.95x of the good answers, p99 at most 3x, then as before",
    minutes: 7,
  },
  { name: "sign-in-delay", goal: "event-loop delay p99 at most 2.0x of rest", minutes: 2 },
  {
    name: "live-connections",
    goal: "at most 20 KiB a connection, one serialization a broadcast",
    minutes: 4,
  },
  { name: "queue-throughput", goal: "at least 0.8x of bare BullMQ", minutes: 6 },
  {
    name: "queue-enqueue",
    goal: "at most 1.10x of the transaction without a job, no further round trip",
    minutes: 3,
  },
  { name: "queue-crashes", goal: "1,000 crashes: 0 lost, 0 phantom", minutes: 3 },
  { name: "queue-flush", goal: "0 lost, 0 doubled when the engine forgets", minutes: 2 },
  { name: "queue-flood", goal: "p95 of another agency's wait at most 2x", minutes: 4 },
  { name: "callbacks", goal: "p99 at most 1.5x of a bare insert", minutes: 12 },
  { name: "hot-account", goal: "at least 5x of a naive transaction", minutes: 6 },
  { name: "broadcast-provider", goal: "every recipient in one state, nobody twice", minutes: 4 },
  { name: "billing-run", goal: "at least 0.5x of one hand-written statement", minutes: 12 },
  { name: "exports", goal: "at least 0.85x of psql \\copy; XLSX at least 3x exceljs", minutes: 6 },
  {
    name: "import-file",
    goal: "at least 0.85x of psql \\copy; memory at most 1.1x for ten times the rows",
    minutes: 6,
  },
  { name: "pdf-pages", goal: "at least 10x @react-pdf/renderer; memory at most 1.1x", minutes: 8 },
  { name: "unchanged-rebuild", goal: "0 tasks executed", minutes: 4 },
  { name: "clone-to-running", goal: "at most 1.5x of the install alone", minutes: 12 },
];
