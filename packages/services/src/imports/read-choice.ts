import type { ReadCell, Reading } from "./read-cell.ts";

/** Letters and digits of a text, in lower case without accents: how words are compared. */
export function plainWord(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "")
    .toLowerCase();
}

/** How many letters have to change to make one word the other; `most` + 1 when it is more than `most`. */
export function editDistance(left: string, right: string, most: number): number {
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let before = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const now = [row];
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1];
      now.push(
        Math.min(
          (before[column] ?? 0) + 1,
          (now[column - 1] ?? 0) + 1,
          (before[column - 1] ?? 0) + (isSame ? 0 : 1),
        ),
      );
    }
    before = now;
  }
  return before[right.length] ?? most + 1;
}

/** The words people use for each value of a closed list. */
export type Words<Value extends string> = Record<Value, readonly string[]>;

/**
 * A value of a closed list, by its own name or by a word people use for it. A misspelt word and one that names more
 * than one thing are taken with a warning; an unknown one is `otherwise`, told, or a problem when there is none.
 */
export function choice<Value extends string>(
  words: Words<Value>,
  otherwise?: NoInfer<Value>,
): ReadCell<Value> {
  const values = Object.keys(words).filter((key): key is Value => key in words);
  const byWord = new Map(
    values.flatMap((value) => [value, ...words[value]].map((word) => [plainWord(word), value] as const)),
  );
  const told = (value: Value): Reading<Value> => ({
    value,
    warning: `this is taken as ${value.replaceAll("_", " ")}`,
  });
  return (cell) => {
    const exact = byWord.get(plainWord(cell));
    if (exact !== undefined) return { value: exact };
    const near = nearest(plainWord(cell), byWord);
    if (near !== undefined) return told(near);
    for (const part of cell.split(/[/,&+]| and |\s+/i)) {
      const value = byWord.get(plainWord(part)) ?? nearest(plainWord(part), byWord);
      if (value !== undefined) return told(value);
    }
    if (otherwise !== undefined) return told(otherwise);
    return { problem: `write one of ${values.map((value) => value.replaceAll("_", " ")).join(", ")}` };
  };
}

function nearest<Value>(word: string, byWord: ReadonlyMap<string, Value>): Value | undefined {
  const most = word.length >= 8 ? 2 : word.length >= 5 ? 1 : 0;
  if (most === 0) return undefined;
  for (const [known, value] of byWord) if (editDistance(word, known, most) <= most) return value;
  return undefined;
}
