/** One invariant of the books as SQL over an agency's rows (`$1`). */
export type ProofCheck = { name: string; description: string; text: string };

/** What a check finds for a currency: both sides, and labels of the first rows that break it. */
export type ProofRow = { currency: string | null; leftMinor: number; rightMinor: number; samples: string[] };
