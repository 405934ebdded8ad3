import { refuse, readMinor, type Place } from "./refusal.ts";

export type DecimalMark = "." | ",";

const edges = /^(?:[A-Z]{3}\b|KSh\.?|[$€£¥])|(?:\b[A-Z]{3}|[$€£]|\/[-=])$/i;
const spaces = /[\s\u00a0\u202f'’]/g;

/** No amount is longer; what is longer is no amount, and is not looked at more closely. */
const longestAmount = 48;

type Cell = { digits: string; isNegative: boolean; code: string | null };

/** An amount without its sign, its spaces and its currency; null for an empty cell. */
function openCell(text: string): Cell | null {
  let rest = text.trim().replaceAll("−", "-");
  if (rest === "" || /^-+$/.test(rest)) return null;
  if (rest.length > longestAmount) return { digits: rest, isNegative: false, code: null };
  let isNegative = false;
  if (/^\(.*\)$/.test(rest)) [rest, isNegative] = [rest.slice(1, -1).trim(), true];
  const side = /\s*\b([CD]R)\.?$/i.exec(rest) ?? /(?<=\d)([CD]R)$/i.exec(rest);
  if (side !== null) {
    rest = rest.slice(0, side.index);
    if (side[1]?.toUpperCase() === "DR") isNegative = !isNegative;
  }
  let code: string | null = null;
  const strip = () => {
    const edge = edges.exec(rest)?.[0];
    if (edge === undefined) return;
    rest = rest.startsWith(edge) ? rest.slice(edge.length).trim() : rest.slice(0, -edge.length).trim();
    if (/^[A-Z]{3}$/i.test(edge) && !/^ksh$/i.test(edge)) code = edge.toUpperCase();
  };
  strip();
  const sign = /^[+-]|(?<!^)[+-]$/.exec(rest)?.[0];
  if (sign !== undefined) {
    if (sign === "-") isNegative = !isNegative;
    rest = /^[+-]/.test(rest) ? rest.slice(1) : rest.slice(0, -1);
  }
  strip();
  return { digits: rest.replaceAll(spaces, ""), isNegative, code };
}

/**
 * The mark before the decimals in the cells of a file: the last of two kinds, one without a repetition, one that does
 * not have three digits behind it. Undefined when nothing tells, "mixed" when cells tell different things.
 */
export function findDecimalMark(cells: Iterable<string>): DecimalMark | "mixed" | undefined {
  let found: DecimalMark | undefined;
  for (const text of cells) {
    const mark = markOf(openCell(text)?.digits ?? "");
    if (mark === undefined) continue;
    if (found !== undefined && found !== mark) return "mixed";
    found = mark;
  }
  return found;
}

function markOf(digits: string): DecimalMark | undefined {
  const [point, comma] = [digits.lastIndexOf("."), digits.lastIndexOf(",")];
  if (point >= 0 && comma >= 0) return point > comma ? "." : ",";
  const last = Math.max(point, comma);
  if (last < 0) return undefined;
  const [mark, other]: [DecimalMark, DecimalMark] = point > comma ? [".", ","] : [",", "."];
  if (digits.indexOf(mark) !== last) return other;
  return digits.length - last - 1 === 3 ? undefined : mark;
}

/** A cell as minor units; null for an empty one. Digits are grouped rightly or not at all. */
export function readAmountCell(
  text: string,
  { currency, mark, place }: { currency: string; mark: DecimalMark; place: Place },
): number | null {
  const cell = openCell(text);
  if (cell === null) return null;
  if (cell.code !== null && cell.code !== currency)
    throw refuse(place, `the amount is in ${cell.code}, the line in ${currency}`);
  const [whole = "", fraction, ...more] = cell.digits.split(mark);
  const group = mark === "." ? "," : ".";
  const groups = whole.split(group);
  const isGrouped =
    groups.length === 1 ||
    (groups.every((part, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{2,3}$/).test(part)) &&
      groups.at(-1)?.length === 3);
  const digits = groups.join("");
  if (more.length > 0 || !isGrouped || !/^\d{0,18}$/.test(digits) || !/^\d{0,12}$/.test(fraction ?? ""))
    throw refuse(place, "is no amount like 1,200.50");
  if (digits + (fraction ?? "") === "") throw refuse(place, "is no amount like 1,200.50");
  const minor = readMinor(`${digits || "0"}${fraction ? `.${fraction}` : ""}`, currency, place);
  return cell.isNegative && minor !== 0 ? -minor : minor;
}
