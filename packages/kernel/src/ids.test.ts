import { expect, test } from "vitest";
import { isId, newId } from "./ids.ts";

test("ids are UUIDs of version 7 and sort in the order in which they are made", () => {
  const ids = Array.from({ length: 2_000 }, newId);
  expect(ids.every((id) => isId(id) && id[14] === "7")).toBe(true);
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(ids.length);
});
