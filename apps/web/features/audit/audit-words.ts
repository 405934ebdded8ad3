import type { AuditRowDto } from "@stead/contracts/audit";
import { formatMoney } from "@stead/ui/format";
import { formatDay } from "../../lib/format.ts";
import { sentence } from "../../lib/sentence.ts";
import { settings as text } from "../../messages/en/settings.ts";

type Change = AuditRowDto["changes"][number];

/** Words that are written in their own way. */
const spellings = new Map([
  ["api", "API"],
  ["ip", "IP"],
  ["id", "id"],
]);

function words(name: string): string {
  const parts = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[\s._-]+/);
  return parts.map((part) => spellings.get(part) ?? part).join(" ");
}

/** What was done: `lease.notice-given` is "Lease notice given". */
export function actionWords(action: string): string {
  return sentence(words(action));
}

/** Where the record of a trail's row is; null where it has no page. */
export function recordHref({ entityType, entityId }: AuditRowDto): string | null {
  const section = sections.get(entityType);
  return section === undefined ? null : `/${section}/${entityId}`;
}

const sections = new Map([
  ["billing_run", "billing"],
  ["contact", "contacts"],
  ["import", "imports"],
  ["invoice", "invoices"],
  ["journal", "journals"],
  ["lease", "leases"],
  ["payment", "payments"],
  ["property", "properties"],
  ["unit", "units"],
]);

/** The name of a field without its unit: `moveOutOn` is "move out", `rentMinor` is "rent". */
const fieldWords = (field: string) => words(field.replace(/(Minor|On|At|Ppm)$/, ""));

function valueWords(field: string, value: string | null, currency: string): string {
  if (value === null || value === "") return text.auditNothing;
  if (value === "true") return text.auditYes;
  if (value === "false") return text.auditNo;
  if (field.endsWith("Minor") && /^-?\d+$/.test(value)) return formatMoney(Number(value), { currency });
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return formatDay(value);
  return /^[a-z]+(_[a-z]+)+$/.test(value) ? words(value) : value;
}

/** One change in words; a record that was made says only what it became. Amounts are in `currency` unless the row names one. */
export function changeWords({ field, before, after }: Change, currency: string): string {
  const now = valueWords(field, after, currency);
  if (before === null) return `${fieldWords(field)} ${now}`;
  return `${fieldWords(field)} ${valueWords(field, before, currency)} → ${now}`;
}
