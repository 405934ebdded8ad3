import { warmCalls } from "./kit/instructions.ts";

/**
 * Work of a known size, and the same with some more: what the self-test plants and looks for. As a process of its own:
 * `node self-test-case.ts honest|planted <calls>`.
 */
export const plantedShare = 0.03;

const numbers = Float64Array.from({ length: 1_000 }, (_, at) => (at * 7_919) % 1_009);

/** Adds so many numbers up, times `slowdown`. */
export function addUp(slowdown: number): number {
  const end = Math.round(numbers.length * slowdown);
  let sum = 0;
  for (let at = 0; at < end; at++) sum += numbers[at % numbers.length] ?? 0;
  return sum;
}

const [, file, how, calls] = process.argv;
if (file === import.meta.filename) {
  const slowdown = how === "planted" ? 1 + plantedShare : 1;
  for (let call = 0; call < warmCalls + Number(calls); call++) addUp(slowdown);
  process.exit(0);
}
