import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  rankSuggestions,
  type LeaseCandidate,
  type RankInput,
  type UnknownMoney,
} from "./rank-suggestions.ts";

const lease = (leaseId: string, more: Partial<LeaseCandidate> = {}): LeaseCandidate => ({
  leaseId,
  reference: `L-${leaseId}`,
  currency: "KES",
  openMinor: 0,
  rentMinor: 0,
  phoneHashes: [],
  ...more,
});

const money = (more: Partial<UnknownMoney> = {}): UnknownMoney => ({
  amountMinor: 25_000_00,
  currency: "KES",
  reference: null,
  text: "",
  payerKey: null,
  phoneHash: null,
  ...more,
});

const rank = (line: Partial<UnknownMoney>, input: Partial<RankInput> = {}) =>
  rankSuggestions({
    candidates: [lease("1001"), lease("2002"), lease("3003")],
    aliases: [],
    history: [],
    ...input,
    line: money(line),
  });

describe("suggestions for money without a lease", () => {
  test("a reference outweighs all else, and says how it was found", () => {
    const [first, second] = rank(
      { reference: "l 1001", payerKey: "P" },
      { aliases: [{ leaseId: "2002", kind: "payer", value: "P" }] },
    );
    expect(first).toEqual({
      leaseId: "1001",
      score: 930,
      reasons: [{ kind: "reference", match: "normalised", slip: null, reference: "L-1001" }],
    });
    expect(second).toMatchObject({ leaseId: "2002", reasons: [{ kind: "learned_payer" }] });
  });

  test("what was typed is read before the words beside it", () => {
    expect(rank({ reference: "L-1001", text: "rent L-2002" }).map(({ leaseId }) => leaseId)).toEqual([
      "1001",
    ]);
    expect(rank({ reference: "rent", text: "rent L-2002" }).map(({ leaseId }) => leaseId)).toEqual(["2002"]);
  });

  test("a learned reference, in any spelling", () => {
    const aliases = [{ leaseId: "3003", kind: "reference" as const, value: "MAMA BOI" }];
    expect(rank({ reference: "mama-b0i" }, { aliases })).toEqual([
      { leaseId: "3003", score: 900, reasons: [{ kind: "learned_reference" }] },
    ]);
  });

  test("a phone, shared by two leases, with the amount that tells them apart", () => {
    const candidates = [
      lease("1001", { phoneHashes: ["h"] }),
      lease("2002", { phoneHashes: ["h"], openMinor: 25_000_00, rentMinor: 25_000_00 }),
    ];
    const [first, second] = rank({ phoneHash: "h" }, { candidates });
    expect(first).toEqual({
      leaseId: "2002",
      score: 636,
      reasons: [{ kind: "phone" }, { kind: "open_balance", shared: 1 }, { kind: "rent", shared: 1 }],
    });
    expect(second).toMatchObject({ leaseId: "1001", score: 350 });
  });

  test("history counts by its share of the payer's payments", () => {
    const history = ["1001", "1001", "2002"].map((leaseId) => ({ leaseId, payerKey: "P" }));
    const found = rank({ payerKey: "P" }, { history: [...history, { leaseId: "3003", payerKey: "Q" }] });
    expect(found).toEqual([
      { leaseId: "1001", score: 400, reasons: [{ kind: "history", times: 2, of: 3 }] },
      { leaseId: "2002", score: 200, reasons: [{ kind: "history", times: 1, of: 3 }] },
    ]);
  });

  test("a rent that many leases have says next to nothing", () => {
    const candidates = Array.from({ length: 40 }, (_, index) =>
      lease(`${1_000 + index}`, { rentMinor: 25_000_00 }),
    );
    expect(rank({}, { candidates })).toEqual([]);
    expect(rank({}, { candidates: candidates.slice(0, 2) })).toHaveLength(2);
  });

  test("money that went out, another currency, or a lease that is no candidate has none", () => {
    expect(rank({ reference: "L-1001", amountMinor: -1 })).toEqual([]);
    expect(rank({ reference: "L-1001", currency: "USD" })).toEqual([]);
    expect(rank({ payerKey: "P" }, { aliases: [{ leaseId: "gone", kind: "payer", value: "P" }] })).toEqual(
      [],
    );
  });

  test("the order of what is known changes nothing, more reasons never lower a score, none is certain", () => {
    const known = fc.array(
      fc.record({
        leaseId: fc.constantFrom("1001", "2002", "3003"),
        payerKey: fc.constantFrom("P", "Q"),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(known, fc.constantFrom("L-1001", "1002", null), (history, reference) => {
        const candidates = [lease("1001"), lease("2002", { openMinor: 25_000_00 }), lease("3003")];
        const aliases = [{ leaseId: "3003", kind: "payer" as const, value: "P" }];
        const line = { payerKey: "P", reference };
        const found = rank(line, { candidates, aliases, history });
        expect(found).toEqual(
          rank(line, { candidates: candidates.toReversed(), aliases, history: history.toReversed() }),
        );
        const scores = new Map(found.map(({ leaseId, score }) => [leaseId, score]));
        for (const { leaseId, score } of rank(line, { candidates, aliases }))
          expect(scores.get(leaseId)).toBeGreaterThanOrEqual(score);
        expect(found.every(({ score }) => score > 0 && score < 1_000)).toBe(true);
      }),
    );
  });
});
