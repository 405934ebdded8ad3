/** How numbers of a style are shown, as far as it changes what they mean. */
export type CellFormat =
  | { kind: "plain" }
  | { kind: "date"; hasDay: boolean; hasTime: boolean }
  /** Zeros that stand before the number, as postcodes have them. */
  | { kind: "zeros"; digits: number };

const plain: CellFormat = { kind: "plain" };

/** Formats that files name by number only: days, times, and both. */
function builtInFormat(id: number): CellFormat {
  const isDay = (id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 34 && id <= 36);
  if (isDay || (id >= 50 && id <= 58)) return { kind: "date", hasDay: true, hasTime: false };
  if (id === 22) return { kind: "date", hasDay: true, hasTime: true };
  const isTime = (id >= 18 && id <= 21) || id === 32 || id === 33 || (id >= 45 && id <= 47);
  return isTime ? { kind: "date", hasDay: false, hasTime: true } : plain;
}

/** What a number format means: its id, or its code where the file has one. */
export function readFormat(id: number, code: string | undefined): CellFormat {
  if (code === undefined) return builtInFormat(id);
  const bare = (code.split(";")[0] ?? "")
    .replaceAll(/"[^"]*"|\\.|_.|\*./g, "")
    .replaceAll(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "")
    .toLowerCase();
  if (/^0{2,}$/.test(bare)) return { kind: "zeros", digits: bare.length };
  if (/general|[#0?]/.test(bare.replaceAll(/\.0+/g, ""))) return plain;
  const hasTime = /[hs]/.test(bare);
  const hasDay = /[dy]/.test(bare) || (/m/.test(bare) && !hasTime);
  return hasDay || hasTime ? { kind: "date", hasDay, hasTime } : plain;
}

type Cell = { type: string; style: number; value: string };
type Texts = {
  shared: readonly string[];
  formats: readonly CellFormat[];
  isDate1904: boolean;
};

/** What a cell says, as a person would write it in a CSV file: dates as 2026-11-30, numbers with a decimal point. */
export function toCellText({ type, style, value }: Cell, { shared, formats, isDate1904 }: Texts): string {
  switch (type) {
    case "s":
      return shared[Number(value)] ?? "";
    case "str":
    case "inlineStr":
      return decodeEscapes(value);
    case "b":
      return value === "1" ? "TRUE" : "FALSE";
    case "d":
      return value.replace("T", " ").replace(/ 00:00:00(?:\.0+)?$/, "");
    case "e":
      return value;
    default: {
      const number = Number(value);
      if (!Number.isFinite(number)) return value;
      return toNumberText(number, formats[style] ?? plain, isDate1904);
    }
  }
}

/** Control characters are written `_x000D_`. */
export function decodeEscapes(text: string): string {
  return text.includes("_x")
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : text;
}

const dayMs = 86_400_000;

function toNumberText(number: number, format: CellFormat, isDate1904: boolean): string {
  if (format.kind === "date" && number >= 0 && number < 2_958_466)
    return toDateText(number, format, isDate1904);
  // Spreadsheets keep fifteen digits; what comes behind them is noise.
  const text = Number.isSafeInteger(number) ? String(number) : String(Number(number.toPrecision(15)));
  return format.kind === "zeros" && /^\d+$/.test(text) ? text.padStart(format.digits, "0") : text;
}

function toDateText(
  serial: number,
  { hasDay, hasTime }: CellFormat & { kind: "date" },
  isDate1904: boolean,
): string {
  // Day 60 of the older system is a 29 February 1900 that never was.
  const epochMs = isDate1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const atMs = Math.round((epochMs + serial * dayMs) / 1_000) * 1_000;
  const [day = "", time = ""] = new Date(atMs).toISOString().slice(0, 19).split("T");
  if (!hasDay) return time;
  return hasTime && time !== "00:00:00" ? `${day} ${time}` : day;
}
