import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { CreateLeaseInput } from "./leases.ts";
import { SetPropertyOwnersInput } from "./portfolio.ts";

const folder = new URL(".", import.meta.url);
const defaults = z.locales.en().localeError;

/** Values that break a rule somewhere: no value, other kinds, too little, too much, badly written. */
const badValues: readonly unknown[] = [
  undefined,
  null,
  true,
  "",
  " ",
  "x",
  "x".repeat(5000),
  "2026-02-30",
  -1e15,
  -1,
  0,
  0.5,
  33,
  5000,
  1e15,
  Number.NaN,
  {},
  { other: 1 },
  [],
  Array.from({ length: 1001 }, () => "x"),
  Symbol("other"),
];

type Found = { where: string; schema: z.core.$ZodType };

/** A schema and all that it is made of, with where each stands. */
function partsOf(where: string, schema: z.core.$ZodType, seen = new Set<z.core.$ZodType>()): Found[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const inside = (name: string, part: z.core.$ZodType) => partsOf(`${where}.${name}`, part, seen);
  const children: Found[] = [];
  if (schema instanceof z.ZodObject)
    for (const [name, part] of Object.entries(schema.shape)) children.push(...inside(name, part));
  else if (schema instanceof z.ZodArray) children.push(...inside("0", schema.element));
  else if (schema instanceof z.ZodRecord) children.push(...inside("*", schema.valueType));
  else if (schema instanceof z.ZodUnion || schema instanceof z.ZodDiscriminatedUnion)
    for (const part of schema.options) children.push(...inside("|", part));
  else if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  )
    children.push(...partsOf(where, schema.def.innerType, seen));
  return [{ where, schema }, ...children];
}

async function contracts(): Promise<Found[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const modules = await Promise.all(
    files.map(async (file) => {
      const contents: Record<string, unknown> = await import(new URL(file, folder).href);
      return Object.entries(contents).map(([name, value]) => ({ where: `${file} ${name}`, value }));
    }),
  );
  return modules
    .flat()
    .flatMap(({ where, value }) => (value instanceof z.ZodType ? partsOf(where, value) : []));
}

function issuesOf(schema: z.core.$ZodType): z.core.$ZodIssue[] {
  return badValues.flatMap((value) => z.core.safeParse(schema, value).error?.issues ?? []);
}

/** What zod would have said of it. */
function defaultOf(issue: z.core.$ZodIssue, inst: z.core.$ZodType): string | undefined {
  const said = defaults({ ...issue, inst, input: undefined });
  return typeof said === "string" ? said : said?.message;
}

describe("words of broken rules", () => {
  test("no rule of any contract speaks in the library's words", async () => {
    const found = await contracts();
    expect(found.length).toBeGreaterThan(500);
    const wrong = found.flatMap(({ where, schema }) =>
      issuesOf(schema)
        .filter(
          (issue) =>
            issue.message === defaultOf(issue, schema) ||
            !/^[a-z]/.test(issue.message) ||
            /\b(invalid|expected|must match|too (big|small))\b/i.test(issue.message),
        )
        .map(({ message }) => `${where}: ${message}`),
    );
    expect([...new Set(wrong)]).toEqual([]);
  });

  const lease = {
    unitId: "0199f1a2-0000-7000-8000-000000000001",
    contactId: "0199f1a2-0000-7000-8000-000000000002",
    startOn: "2026-12-01",
  };
  test.each([
    [{ dueDay: 32 }, "dueDay", "write a day of the month from 1 to 31"],
    [{ rentMinor: 1.5 }, "rentMinor", "an amount is a whole number of minor units"],
    [{ rentMinor: -1 }, "rentMinor", "the amount must not be negative"],
    [{ startOn: "1 Dec" }, "startOn", "write a date as 2026-11-30"],
    [{ reference: "x" }, "reference", "at least 2 characters"],
    [{ reference: "x".repeat(41) }, "reference", "at most 40 characters"],
    [{ unitId: undefined }, "unitId", "this is required"],
    [{ prorateOn: "third" }, "prorateOn", "choose one of: first, second"],
    [
      { items: [{ kind: "rent", description: "", amountMinor: 1 }] },
      "items.0.description",
      "this must not be empty",
    ],
    [{ items: "none" }, "items", "give a list"],
    [{ endOn: 5 }, "endOn", "write text here"],
  ])("a lease with %o is told at %s: %s", (change, path, message) => {
    const { error } = CreateLeaseInput.safeParse({ ...lease, ...change });
    expect(error?.issues.map((issue) => [issue.path.join("."), issue.message])).toEqual([[path, message]]);
  });

  test("a share is told as people write it", () => {
    const owners = [{ contactId: lease.contactId, sharePpm: 0 }];
    const { error } = SetPropertyOwnersInput.safeParse({ id: lease.unitId, version: 1, owners });
    expect(error?.issues.map(({ message }) => message)).toEqual(["write a share above 0 % and up to 100 %"]);
  });
});
