import { z } from "zod";

type Issue = z.core.$ZodRawIssue;

const byType: Readonly<Record<string, string>> = {
  string: "write text here",
  number: "write a number",
  int: "write a whole number",
  boolean: "say true or false",
  array: "give a list",
  object: "give an object with its fields",
  record: "give an object of names and values",
  null: "leave this empty",
};

const byFormat: Readonly<Record<string, string>> = {
  email: "write an e-mail address, as name@example.org",
  uuid: "this is no id",
  datetime: "write a moment as 2026-11-30T09:00:00Z",
};

const amountOf = (value: number | bigint) => value.toLocaleString("en");

/** Characters and entries are counted; "this must not be empty" says more than "at least 1". */
function countWords(origin: string, least: number | bigint): string {
  if (least === 1 || least === 1n)
    return origin === "string" ? "this must not be empty" : "give at least one";
  return `at least ${amountOf(least)} ${origin === "string" ? "characters" : "entries"}`;
}

function tooSmall(issue: Extract<Issue, { code: "too_small" }>): string {
  const { origin, minimum, inclusive } = issue;
  if (origin === "string" || origin === "array") return countWords(origin, minimum);
  return inclusive === false ? `write more than ${amountOf(minimum)}` : `write ${amountOf(minimum)} or more`;
}

function tooBig(issue: Extract<Issue, { code: "too_big" }>): string {
  const { origin, maximum, inclusive } = issue;
  if (origin === "string") return `at most ${amountOf(maximum)} characters`;
  if (origin === "array") return `at most ${amountOf(maximum)} entries`;
  return inclusive === false ? `write less than ${amountOf(maximum)}` : `write ${amountOf(maximum)} or less`;
}

/** What a broken rule says that has no words of its own: what to write, in plain English. */
function wordsOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? "this is required"
        : (byType[issue.expected] ?? "this has another kind");
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "invalid_value":
      return issue.input === undefined
        ? "this is required"
        : `choose one of: ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return byFormat[issue.format] ?? "this is not written as it must be";
    case "unrecognized_keys":
      return `there is no field of this name: ${issue.keys.join(", ")}`;
    case "not_multiple_of":
      return `write a multiple of ${amountOf(issue.divisor)}`;
    default:
      return "this value is not possible here";
  }
}

z.config({ customError: wordsOf });

/** The words of a rule, for a value that breaks it; one that is missing is told that it is required. */
export function says(rule: string): { error: (issue: { input?: unknown }) => string } {
  return { error: ({ input }) => (input === undefined ? "this is required" : rule) };
}
