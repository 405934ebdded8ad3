import type { Fields } from "./describe-fields.ts";
import { editDistance, plainWord } from "./read-choice.ts";

/** Below this a likeness is chance. */
const leastScore = 0.7;

/** How alike a header is to the names of a field: 1 for the field's own name, less for words further away. */
function likeness(header: string, names: readonly string[]): number {
  const word = plainWord(header);
  const scores = names.map((name, index) => {
    const other = plainWord(name);
    if (word === other) return 1 - Math.min(index, 20) * 0.005;
    const longest = Math.max(word.length, other.length);
    const distance = editDistance(word, other, 2);
    if (longest >= 5 && distance <= 2) return 0.9 - distance * 0.05;
    const isPart = other.length >= 4 && word.length >= 4 && (word.includes(other) || other.includes(word));
    return isPart ? 0.6 + 0.25 * (Math.min(word.length, other.length) / longest) : 0;
  });
  return Math.max(0, ...scores);
}

/** Suggests a column for each field: the most alike pair first, each column and field once. Field to column. */
export function suggestMapping(columns: readonly string[], fields: Fields): Record<string, string> {
  const pairs = Object.entries(fields).flatMap(([name, field]) =>
    columns.map((column) => ({ name, column, score: likeness(column, [name, field.label, ...field.names]) })),
  );
  const mapping: Record<string, string> = {};
  const taken = new Set<string>();
  for (const { name, column, score } of pairs.toSorted((left, right) => right.score - left.score)) {
    if (score < leastScore || name in mapping || taken.has(column)) continue;
    mapping[name] = column;
    taken.add(column);
  }
  return mapping;
}
