/**
 * At least as wide as the text is set in Inter, regular or semibold, with figures of equal width; in em. Classes of
 * letters are taken by their widest.
 */
export function lineWidthEm(text: string): number {
  let width = 0;
  for (const letter of text) width += letterWidthEm(letter);
  return width;
}

function letterWidthEm(letter: string): number {
  if (" .,:;'|!ijlI".includes(letter)) return 0.36;
  if ("()[]-/ftr".includes(letter)) return 0.5;
  if (/[0-9a-ln-vx-z]/.test(letter)) return 0.7;
  return /[A-LN-VX-Z]/.test(letter) ? 0.86 : 1.4;
}

/** Whether every cell of a row surely is one line of its column; widths in points. */
export function fitsOneLine(cells: readonly string[], widthsPt: readonly number[], sizePt: number): boolean {
  return cells.every((cell, at) => lineWidthEm(cell) * sizePt <= (widthsPt[at] ?? 0));
}
