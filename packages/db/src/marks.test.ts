import { expect, test } from "vitest";
import { Marks } from "./marks.ts";
import { readPosition, writePosition } from "./position.ts";
import { Trail } from "./trail.ts";

test("a change is placed by a look that began after it, and by no other", () => {
  const marks = new Marks();
  expect(marks.needed("a")).toBe(0n);
  marks.note("a", 100, undefined);
  marks.place(10n, 99);
  expect(marks.needed("a")).toBeUndefined();
  expect(marks.needed("b")).toBe(0n);
  marks.place(12n, 100);
  expect(marks.needed("a")).toBe(12n);
  marks.note("a", 200, 11n);
  expect(marks.needed("a")).toBe(12n);
});

test("what is forgotten is asked of every copy from then on", () => {
  const marks = new Marks();
  marks.note("a", 0, 50n);
  marks.note("b", 0, 90n);
  marks.forgetBefore(60n);
  expect(marks.size).toBe(1);
  expect([marks.needed("a"), marks.needed("b"), marks.needed("c")]).toEqual([50n, 90n, 50n]);
});

test("after a change of nobody knows whom no copy answers before it is past the next look", () => {
  const marks = new Marks();
  marks.note(undefined, 100, undefined);
  expect([marks.needed("a"), marks.needed("b")]).toEqual([undefined, undefined]);
  marks.place(70n, 101);
  expect([marks.needed("a"), marks.needed("b")]).toEqual([70n, 70n]);
});

test("a position is read as it is written", () => {
  for (const text of ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"])
    expect(writePosition(readPosition(text) ?? -1n)).toBe(text);
  for (const text of ["", "?", "1", "1/", "G/1", "1/123456789", undefined])
    expect(readPosition(text)).toBeUndefined();
});

test("a copy is as old as the last look whose end of the log it has", () => {
  const trail = new Trail();
  expect(trail.lagOf(5n)).toEqual({ lagBytes: null, lagMs: null });
  trail.add(10n, 1_000);
  trail.add(10n, 2_000);
  trail.add(30n, 3_000);
  trail.add(40n, 4_000);
  expect(trail.lagOf(40n)).toEqual({ lagBytes: 0, lagMs: 0 });
  expect(trail.lagOf(35n)).toEqual({ lagBytes: 5, lagMs: 1_000 });
  expect(trail.lagOf(10n)).toEqual({ lagBytes: 30, lagMs: 2_000 });
  // Another primary has less: the time before it is over.
  trail.add(20n, 5_000);
  expect(trail.lagOf(20n)).toEqual({ lagBytes: 0, lagMs: 0 });
});
