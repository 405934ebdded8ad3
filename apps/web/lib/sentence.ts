/** The API writes rules and messages as parts of a sentence; on a page they stand alone. */
export function sentence(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
