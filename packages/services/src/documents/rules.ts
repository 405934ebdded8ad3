import { createHash } from "node:crypto";
import type { Clause } from "@stead/contracts/documents";
import type { Letter } from "@stead/documents/pdf/document-name";
import { leaseVariables, type LeaseVariable } from "@stead/documents/pdf/texts/lease-clauses-en";
import { AppError } from "@stead/kernel/errors";

/** What the clauses of a lease are filled with. */
export type ClauseWords = Record<LeaseVariable, string>;

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;
const known = new Map<string, LeaseVariable>(leaseVariables.map(({ name }) => [name, name]));

/** Clauses with each `{{variable}}` replaced. A word that people typed is never looked into for further variables. */
export function fillClauses(clauses: readonly Clause[], words: ClauseWords): Clause[] {
  const fill = (text: string) =>
    text.replaceAll(placeholder, (whole, name: string) => {
      const variable = known.get(name);
      return variable === undefined ? whole : words[variable];
    });
  return clauses.map(({ heading, body }) => ({ heading: fill(heading), body: fill(body) }));
}

/** Throws INVALID, at its field, for a variable that does not exist. */
export function requireKnownVariables(clauses: readonly Clause[]): void {
  const fields = clauses.flatMap((clause, index) =>
    (["heading", "body"] as const).flatMap((part) =>
      Array.from(clause[part].matchAll(placeholder))
        .filter(([, name = ""]) => !known.has(name))
        .map(([whole]) => ({
          path: `clauses.${index}.${part}`,
          rule: "known_variable",
          message: `${whole.slice(0, 60)} is no variable; take one of the list`,
        })),
    ),
  );
  const [first] = fields;
  if (first !== undefined) throw new AppError("INVALID", first.message, { fields });
}

/** Names what a letter says and how it looks: SHA-256 in hexadecimal. */
export function fingerprintOf(letter: Letter, templateVersion: string): string {
  return createHash("sha256")
    .update(JSON.stringify([templateVersion, letter.data]))
    .digest("hex");
}

/** `A`, `A and B`, `A, B and C`. */
export function listNames(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** The lines of a text that hold something. */
export function linesOf(text: string | null): string[] {
  return (text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
