import { describe, expect, test } from "vitest";
import { comparePulled, uncoveredDay } from "./rules.ts";

const day = "2026-06-12";
const receipt = (externalId: string, amountMinor: number, receivedOn = day) => ({
  externalId,
  amountMinor,
  receivedOn,
  id: `payment of ${externalId}`,
  number: 7,
});

describe("a day against the provider's own list", () => {
  test("is proved when each receipt of either side is on the other", () => {
    const finding = comparePulled(
      [
        { externalId: "A", amountMinor: 100 },
        { externalId: "B", amountMinor: 200 },
      ],
      // Booked a day later because its month was closed: the same receipt all the same.
      [receipt("A", 100), receipt("B", 200, "2026-06-13")],
      day,
    );
    expect(finding).toMatchObject({ state: "proved", differences: [] });
    expect(finding.checks).toEqual([{ name: "receipts", theirMinor: 300, ourMinor: 300, isEqual: true }]);
  });

  test("lists what only one side has, and what has two amounts", () => {
    const finding = comparePulled(
      [
        { externalId: "LOST", amountMinor: 100 },
        { externalId: "OTHER", amountMinor: 200 },
      ],
      [receipt("OTHER", 250), receipt("ALONE", 50)],
      day,
    );
    expect(finding.state).toBe("failed");
    expect(finding.differences.map(({ kind, recordId }) => [kind, recordId])).toEqual([
      ["not_in_books", "LOST"],
      ["other_amount", "OTHER"],
      ["not_on_statement", "payment of ALONE"],
    ]);
    expect(finding.checks).toEqual([{ name: "receipts", theirMinor: 300, ourMinor: 300, isEqual: true }]);
  });

  test("without list or statement is not covered", () => {
    expect(uncoveredDay({ id: "account", label: "Paybill" })).toMatchObject({
      state: "uncovered",
      differences: [{ kind: "uncovered", recordId: "account" }],
    });
  });
});
