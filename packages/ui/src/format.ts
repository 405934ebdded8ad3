const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

const minus = "\u2212";

function getNumberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known = numberFormats.get(key) ?? new Intl.NumberFormat(locale, options);
  numberFormats.set(key, known);
  return known;
}

function getDateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  dateFormats.set(key, known);
  return known;
}

/** Decimal places of a currency (ISO 4217), 2 for a code that the browser does not know. */
export function getCurrencyExponent(currency: string): number {
  try {
    return (
      getNumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
    );
  } catch {
    return 2;
  }
}

export interface MoneyFormat {
  /** ISO 4217. Gives the exponent when none is given. */
  readonly currency?: string | undefined;
  readonly exponent?: number | undefined;
  readonly locale?: string | undefined;
  /** Leave out decimals that are all zero, and round to whole units: for headlines, never for ledgers. */
  readonly isWhole?: boolean | undefined;
  /** "KES 1,200.00" instead of "1,200.00". */
  readonly hasCurrency?: boolean | undefined;
  /** "+" before amounts above zero. */
  readonly hasPlus?: boolean | undefined;
}

/** Formats minor units exactly (no binary fractions), with a true minus sign. */
export function formatMoney(amountMinor: number, format: MoneyFormat = {}): string {
  const { currency, locale = "en", isWhole = false, hasCurrency = false, hasPlus = false } = format;
  const exponent = format.exponent ?? (currency === undefined ? 2 : getCurrencyExponent(currency));
  const places = isWhole ? 0 : exponent;
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, "0");
  const cut = digits.length - exponent;
  const decimal: Intl.StringNumericLiteral =
    `${BigInt(digits.slice(0, cut))}.${digits.slice(cut)}0` as Intl.StringNumericLiteral;
  const figure = getNumberFormat(locale, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format(decimal);
  const sign = amountMinor < 0 ? minus : hasPlus && amountMinor > 0 ? "+" : "";
  return hasCurrency && currency !== undefined ? `${sign}${currency}\u00A0${figure}` : `${sign}${figure}`;
}

/** "1.2M", "45K": for axes and labels in plots. */
export function formatCompact(value: number, locale = "en"): string {
  return getNumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 })
    .format(value)
    .replace("-", minus);
}

/** "24,440", "12.5". */
export function formatNumber(value: number, maximumFractionDigits = 0, locale = "en"): string {
  return getNumberFormat(locale, { maximumFractionDigits }).format(value).replace("-", minus);
}

/** A share of one as "93.4 %" in the locale's way. */
export function formatPercent(share: number, maximumFractionDigits = 1, locale = "en"): string {
  return getNumberFormat(locale, { style: "percent", maximumFractionDigits })
    .format(share)
    .replace("-", minus);
}

/** A civil date `YYYY-MM-DD` as "3 Nov 2026". No zone is involved. */
export function formatCivilDate(
  civilDate: string,
  options: { locale?: string; hasYear?: boolean } = {},
): string {
  const { locale = "en", hasYear = true } = options;
  const [year = "", month = "", day = ""] = civilDate.split("-");
  const monthDate = new Date(Date.UTC(Number(year), Number(month) - 1, 1));
  const name = getDateFormat(locale, { month: "short", timeZone: "UTC" }).format(monthDate);
  return hasYear ? `${Number(day)} ${name} ${year}` : `${Number(day)} ${name}`;
}

/** A month `YYYY-MM` or any civil date in it as "Nov 2026". */
export function formatMonth(civilMonth: string, locale = "en"): string {
  return formatCivilDate(`${civilMonth.slice(0, 7)}-01`, { locale }).replace(/^1 /u, "");
}

/** An instant (ISO) as "3 Nov 2026, 14:05" in the zone; the viewer's own zone when none is given. */
export function formatInstant(
  instant: string,
  options: { zone?: string | undefined; locale?: string; detail?: "minute" | "full" } = {},
): string {
  const { zone, locale = "en", detail = "minute" } = options;
  const isFull = detail === "full";
  const parts = getDateFormat(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(isFull && { second: "2-digit", timeZoneName: "long" }),
    ...(zone !== undefined && { timeZone: zone }),
  }).formatToParts(new Date(instant));
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  const day = `${get("day")} ${get("month")} ${get("year")}, ${get("hour")}:${get("minute")}`;
  return isFull ? `${day}:${get("second")} ${get("timeZoneName")}` : day;
}
