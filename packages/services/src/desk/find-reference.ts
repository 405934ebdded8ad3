import { isCheckDigitReference, foldReference, plainReference } from "@stead/kernel/references";

/** A lease that money may be for, by the reference its tenants were given. */
export type ReferenceCandidate = { leaseId: string; reference: string };

/** How a reference was found, the surest first. */
export const referenceMatches = ["exact", "normalised", "embedded", "one_edit"] as const;
export type ReferenceMatch = (typeof referenceMatches)[number];

/** Why a reference that is not written as it should be was taken for one. */
export type ReferenceSlip = "letters_for_digits" | "within_text" | "typing_slip" | "letters_left_out";

export type FoundReference = {
  leaseId: string;
  reference: string;
  match: ReferenceMatch;
  /** What was overlooked; null for an exact match and for one that differs in case and punctuation only. */
  slip: ReferenceSlip | null;
};

/** References prepared for looking up many texts. */
export type ReferenceIndex = {
  plain: ReadonlyMap<string, ReferenceCandidate[]>;
  normal: ReadonlyMap<string, ReferenceCandidate[]>;
  digits: ReadonlyMap<string, ReferenceCandidate[]>;
  lengths: readonly number[];
};

const longestText = 300;
const longestRun = 4;
/** A shorter reference is too likely to be part of other words, or one slip away from another. */
const shortestWithin = 6;
const shortestInWords = 3;
const shortestWithSlip = 5;

export function indexReferences(candidates: readonly ReferenceCandidate[]): ReferenceIndex {
  const by = (key: (reference: string) => string) => {
    const groups = Map.groupBy(candidates, ({ reference }) => key(reference));
    groups.delete("");
    return groups;
  };
  const plain = by(plainReference);
  const digits = by((reference) =>
    /\p{L}/u.test(reference) ? plainReference(reference).replaceAll(/\D/g, "") : "",
  );
  const lengths = [...new Set([...plain.keys()].map(({ length }) => length))];
  return { plain, normal: by(foldReference), digits, lengths };
}

/**
 * The leases whose reference a text gives, by the surest way that finds any: the same text; the same but for case,
 * punctuation and letters typed for digits; among other words; with one slip of typing (a character wrong, missing, too
 * many, or two swapped) or without its letters. A slip is never assumed in a text whose check digit is right.
 */
export function findReference(
  text: string,
  candidates: readonly ReferenceCandidate[] | ReferenceIndex,
): FoundReference[] {
  const index = "plain" in candidates ? candidates : indexReferences(candidates);
  const written = text.trim().slice(0, longestText);
  const whole = plainReference(written);
  if (whole === "") return [];
  const runs = runsOf(written);
  const found = [
    () => wholeMatches(written, whole, index),
    () => embeddedMatches(whole, runs, index),
    () => slippedMatches(whole, runs, index),
  ];
  for (const find of found) {
    const matches = find();
    if (matches.length > 0) return matches.toSorted(bySureness);
  }
  return [];
}

const strength = ({ match }: FoundReference) => referenceMatches.indexOf(match);
const bySureness = (a: FoundReference, b: FoundReference) =>
  strength(a) - strength(b) || compare(a.reference, b.reference) || compare(a.leaseId, b.leaseId);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function distinct(found: readonly FoundReference[]): FoundReference[] {
  return [...new Map(found.toReversed().map((one) => [one.leaseId, one])).values()];
}

/** Words that stand together, joined: `KLM B04` is how people write `KLM-B04`. */
function runsOf(text: string): string[] {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const runs = words.flatMap((_, from) =>
    Array.from({ length: Math.min(longestRun, words.length - from) }, (_unused, more) =>
      plainReference(words.slice(from, from + more + 1).join("")),
    ),
  );
  return [...new Set(runs)];
}

function wholeMatches(written: string, whole: string, index: ReferenceIndex): FoundReference[] {
  return spelledLike(whole, index).map(({ candidate, slip }) => ({
    ...candidate,
    match: candidate.reference === written ? "exact" : "normalised",
    slip,
  }));
}

type Spelled = { candidate: ReferenceCandidate; slip: ReferenceSlip | null };

/** References of the same spelling, or else with letters typed where they have digits. */
function spelledLike(plain: string, index: ReferenceIndex): Spelled[] {
  const same = index.plain.get(plain);
  if (same !== undefined) return same.map((candidate) => ({ candidate, slip: null }));
  return (index.normal.get(foldReference(plain)) ?? [])
    .filter(({ reference }) => isTypedForDigits(plain, plainReference(reference)))
    .map((candidate) => ({ candidate, slip: "letters_for_digits" }));
}

/** True when all that differs is a letter where the reference has a digit. A 1 for an L may be a number of its own. */
function isTypedForDigits(typed: string, reference: string): boolean {
  return (
    typed.length === reference.length &&
    Array.from(reference).every((char, at) => char === typed.charAt(at) || /\d/.test(char))
  );
}

function embeddedMatches(whole: string, runs: readonly string[], index: ReferenceIndex): FoundReference[] {
  const inWords = runs
    .filter((run) => run.length >= shortestInWords)
    .flatMap((run) => spelledLike(run, index))
    .filter(({ candidate }) => /\d/.test(candidate.reference));
  const within = index.lengths
    .filter((length) => length >= shortestWithin && length < whole.length)
    .flatMap((length) => windowsOf(whole, length))
    .flatMap((window) => index.plain.get(window) ?? [])
    .filter(({ reference }) => /\d/.test(reference));
  return distinct(
    [...inWords.map(({ candidate }) => candidate), ...within].map((candidate) => ({
      ...candidate,
      match: "embedded",
      slip: "within_text",
    })),
  );
}

/** All parts of a length that do not cut a number in two. */
function windowsOf(text: string, length: number): string[] {
  const isDigit = (at: number) => /\d/.test(text.charAt(at));
  return Array.from({ length: text.length - length + 1 }, (_, from) => from)
    .filter((from) => !(isDigit(from) && isDigit(from - 1)))
    .filter((from) => !(isDigit(from + length - 1) && isDigit(from + length)))
    .map((from) => text.slice(from, from + length));
}

function slippedMatches(whole: string, runs: readonly string[], index: ReferenceIndex): FoundReference[] {
  const texts = [...new Set([whole, ...runs])].filter((text) => !isCheckDigitReference(text));
  const slipped = texts
    .filter((text) => text.length >= shortestWithSlip - 1 && text.length <= 41 && /\d/.test(text))
    .flatMap((text) => editsOf(foldReference(text)))
    .flatMap((edited) => (edited.length >= shortestWithSlip ? (index.normal.get(edited) ?? []) : []))
    .filter(({ reference }) => /\d/.test(reference));
  const bare = /^\d+$/.test(whole) && whole.length >= shortestInWords ? (index.digits.get(whole) ?? []) : [];
  return distinct([
    ...bare.map((candidate) => ({ ...candidate, match: "one_edit", slip: "letters_left_out" }) as const),
    ...slipped.map((candidate) => ({ ...candidate, match: "one_edit", slip: "typing_slip" }) as const),
  ]);
}

const alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ0123456789".split("");

/** All texts one slip of typing away, and the text itself. */
function editsOf(text: string): string[] {
  const edits = new Set([text]);
  for (let at = 0; at <= text.length; at++) {
    const [before, after] = [text.slice(0, at), text.slice(at)];
    for (const char of alphabet) {
      edits.add(before + char + after);
      if (after !== "") edits.add(before + char + after.slice(1));
    }
    if (after !== "") edits.add(before + after.slice(1));
    if (after.length > 1) edits.add(before + after.charAt(1) + after.charAt(0) + after.slice(2));
  }
  return [...edits];
}
