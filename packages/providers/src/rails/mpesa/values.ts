import { createHash } from "node:crypto";
import { AppError } from "@stead/kernel/errors";
import { parseDecimalAmount } from "@stead/kernel/money";

/** East Africa Time has no summer time. */
const eastAfrica = "+03:00";

/** Minor units of KES from what Daraja writes: `"5.00"`, `1.00`, `"1,000"`. Throws INVALID; nothing is rounded. */
export function readShillings(value: unknown): number {
  const text = (typeof value === "number" ? String(value) : typeof value === "string" ? value : "").trim();
  const plain = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text;
  const minor = parseDecimalAmount(plain, "KES");
  if (minor <= 0) throw new AppError("INVALID", "an amount of M-Pesa must be above zero");
  return minor;
}

/** Whole shillings for the wire; undefined where the amount has cents. */
export function toShillings(amountMinor: number): number | undefined {
  return Number.isSafeInteger(amountMinor) && amountMinor > 0 && amountMinor % 100 === 0
    ? amountMinor / 100
    : undefined;
}

/** `YYYYMMDDHHmmss` in Nairobi. */
export function eatTimestamp(epochMs: number): string {
  return eatText(epochMs).replaceAll(/\D/g, "");
}

/** `YYYY-MM-DD HH:mm:ss` in Nairobi, as pulling wants it. */
export function eatText(epochMs: number): string {
  const time = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(eastAfrica);
  return time.toPlainDateTime().round("second").toString().replace("T", " ").slice(0, 19);
}

const eatForms = [
  /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})(?<time>\d{6})$/,
  /^(?<d>\d{2})\.(?<m>\d{2})\.(?<y>\d{4}) (?<time>\d{2}:\d{2}:\d{2})$/,
  /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})[ T](?<time>\d{1,2}:\d{2}:\d{2})$/,
];

/** The instant of a time that Daraja writes without a zone (`20191219102115`, `06.07.2024 22:48:52`), or with one. */
export function readTime(value: unknown): string | undefined {
  const text = String(typeof value === "number" || typeof value === "string" ? value : "").trim();
  try {
    for (const form of eatForms) {
      const { y = "", m = "", d = "", time = "" } = form.exec(text)?.groups ?? {};
      if (y === "") continue;
      const digits = time.replaceAll(":", "").padStart(6, "0");
      const clock = `${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4)}`;
      return Temporal.Instant.from(`${y}-${m}-${d}T${clock}${eastAfrica}`).toString();
    }
    return Temporal.Instant.from(text).toString();
  } catch {
    return undefined;
  }
}

/**
 * Who paid, as an opaque key. Confirmations hold a hash of the number (SHA-256 of `2547...`) or a masked one, callbacks
 * of prompts the number itself: that one is hashed the same way, so that both ways name one payer alike.
 */
export function payerKey(msisdn: unknown): string | null {
  const text = String(typeof msisdn === "number" || typeof msisdn === "string" ? msisdn : "").replaceAll(
    /\s/g,
    "",
  );
  if (/^\+?\d{9,15}$/.test(text)) {
    // Lists write it as at home: 0712345678, or without the nought.
    const digits = text.replace(/^\+/, "").replace(/^0?(?=[17]\d{8}$)/, "254");
    return createHash("sha256").update(digits).digest("hex");
  }
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  return /^\+?[\d*xX]{6,20}$/.test(text) ? `masked:${text.toLowerCase().replaceAll("x", "*")}` : null;
}

/** `2547XXXXXXXX` of a Kenyan mobile number in E.164; undefined for every other. */
export function kenyanNumber(phone: string | null): string | undefined {
  return /^\+(254[17]\d{8})$/.exec(phone ?? "")?.[1];
}
