/** Excel holds no more in a cell. */
const longestText = 32_767;

/** What XML 1.0 cannot say, also escaped. */
const unsayable = /[[\p{Cc}\uFFFE\uFFFF]--[\t\n\r]]/gv;
const special = /[&<>]|[[\p{Cc}\uFFFE\uFFFF]--[\t\n\r]]|_x[0-9A-Fa-f]{4}_/v;

export function escapeXml(text: string): string {
  if (!special.test(text)) return text;
  return (
    text
      // Excel reads `_x0041_` as the letter of that number.
      .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
      .replaceAll(unsayable, "")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
  );
}

/** A text as a string of the cell's own: a formula is a cell of another type, so no text becomes one. */
export function textCell(text: string, at: string, style = ""): string {
  const whole = text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
  const keepsSpace = /^\s|\s$|\n/.test(whole) ? ' xml:space="preserve"' : "";
  return `<c r="${at}"${style} t="inlineStr"><is><t${keepsSpace}>${escapeXml(whole)}</t></is></c>`;
}
