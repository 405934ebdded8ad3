import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { subjects } from "./subjects.ts";

const Manifest = z.object({ scripts: z.record(z.string(), z.string()) });
const text = fs.readFileSync(path.resolve(import.meta.dirname, "../package.json"), "utf8");
const { scripts } = Manifest.parse(JSON.parse(text));

test("every subject has a command of its name that runs its file", () => {
  const wrong = subjects.filter(
    ({ name, file = `${name}.ts` }) => scripts[name]?.split(" ").at(-1) !== `src/${file}`,
  );
  expect(wrong).toEqual([]);
});

test("every command that measures is a subject", () => {
  const names = Object.keys(scripts).filter((name) => scripts[name]?.startsWith("node "));
  const known = [...subjects.map(({ name }) => name), "subjects", "all"];
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
});
