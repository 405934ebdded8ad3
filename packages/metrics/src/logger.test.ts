import { spawnSync } from "node:child_process";
import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { createLogger, type LoggerOptions } from "./logger.ts";

function logging(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { lines, log: createLogger({ level: "info", destination, ...options }) };
}

test("writes a line of JSON for each event, with the fields of its parents", () => {
  const { lines, log } = logging({ fields: { process: "api" } });
  log.child({ requestId: "r1" }).info({ agencyId: "a1", count: 3 }, "payment recorded");
  log.debug({}, "not at this level");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "info",
    process: "api",
    requestId: "r1",
    agencyId: "a1",
    count: 3,
    msg: "payment recorded",
  });
});

test("writes for people when asked", () => {
  const { lines, log } = logging({ isPretty: true });
  log.warn({ count: 3 }, "nearly full");
  expect(lines.join("")).toMatch(/WARN.*nearly full/);
});

test("hides secrets and personal data, by their name and by their shape, at any depth", () => {
  const { lines, log } = logging();
  log.info(
    {
      email: "ada@example.org",
      headers: { authorization: "Bearer abcdefghijkl", cookie: "a=b", "x-api-key": "k" },
      url: "postgres://stead:hunter2@db/stead",
      text: "ada@example.org called from +254700123456 with stead_abcdefgh12345678",
      list: [{ password: "hunter2" }],
      backup_codes: ["one", "two"],
    },
    "everything",
  );
  expect(lines.join("")).not.toMatch(/ada@|hunter2|abcdefghijkl|254700123456|stead_abcdefgh|"one"|a=b/);
});

test("an error tells its text, place and cause, without the row it was about", () => {
  const { lines, log } = logging();
  const cause = Object.assign(new Error("duplicate key for ada@example.org"), {
    code: "23505",
    detail: "Key (email)=(ada@example.org)",
  });
  log.error({ error: new Error("could not save", { cause }) }, "failed");
  const { error } = JSON.parse(lines.join("")) as {
    error: { message: string; stack: string; cause: object };
  };
  expect(error).toMatchObject({
    message: "could not save",
    cause: { errorCode: "23505", message: "duplicate key for •••" },
  });
  expect(error.stack).toContain("logger.test.ts");
  expect(lines.join("")).not.toContain("ada@");
});

test("what cannot be written does not break the caller", () => {
  const { lines, log } = logging();
  const circle: Record<string, unknown> = { amount: 12n, at: new Date(0) };
  circle["self"] = circle;
  log.info(circle, "circle");
  expect(JSON.parse(lines.join(""))).toMatchObject({ amount: "12", at: "1970-01-01T00:00:00.000Z" });
});

test.each([
  ["an exit", "process.exit(0)"],
  ["an error that nobody catches", 'throw new Error("unforeseen")'],
  ["a rejection that nobody catches", 'await Promise.reject(new Error("unforeseen"))'],
  ["its end", ""],
])("no line is lost at %s", (_name, end) => {
  const script = `import { createLogger } from ${JSON.stringify(new URL("logger.ts", import.meta.url).href)};
    const log = createLogger({ level: "info" });
    for (let count = 0; count < 300; count++) log.info({ count }, "a line");
    ${end}`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  const counts = stdout
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line).count);
  expect(counts).toEqual(Array.from({ length: 300 }, (_, count) => count));
});
