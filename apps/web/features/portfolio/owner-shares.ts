/** Parts per million in the whole of a property. */
export const wholePpm = 1_000_000;

/** Equal shares of the whole; what does not divide goes to the first ones. */
export function splitEqually(count: number): number[] {
  const each = Math.floor(wholePpm / Math.max(1, count));
  return Array.from({ length: count }, (_, index) => each + (index < wholePpm - each * count ? 1 : 0));
}
