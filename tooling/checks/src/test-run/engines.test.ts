import { expect, test } from "vitest";
import { findEngines } from "./engines.ts";

const namesThere = (env: Record<string, string>) =>
  findEngines(env)
    .filter((engine) => engine.isThere)
    .map((engine) => engine.name);

test("a machine with nothing lacks all of them", () => {
  expect(namesThere({ PATH: "/nonexistent" })).toEqual([]);
});

test("settings stand for what is elsewhere", () => {
  const env = { PATH: "/nonexistent", REDIS_URL: "redis://127.0.0.1:6379", STEAD_CHROMIUM: "/opt/chromium" };
  expect(namesThere(env)).toEqual(["redis", "chromium"]);
});
