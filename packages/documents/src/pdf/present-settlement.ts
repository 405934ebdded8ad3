import type { SettlementData } from "./data.ts";
import { amount, day } from "./formats.ts";
import { addressField, homeFact, letterFields } from "./present.ts";
import type { DocumentTexts } from "./texts/en.ts";

type Entry = SettlementData["entries"][number];

function whatOf(entry: Entry, texts: DocumentTexts): string {
  const kind = texts.settlement.kinds[entry.kind];
  const method = entry.method === null ? null : (texts.methods[entry.method] ?? entry.method);
  return [method === null ? kind : `${kind}, ${method.toLowerCase()}`, entry.note].filter(Boolean).join(": ");
}

function documentOf({ kind, number }: Entry, { settlement }: DocumentTexts): string {
  if (number === null) return "";
  return kind === "credit_note" ? settlement.creditNote(number) : settlement.receipt(number);
}

/** What the annex of an invoice is given: each settlement with its date, its receipt and what was open after it. */
export function presentSettlement(data: SettlementData, texts: DocumentTexts): object {
  const { currency, entries, totalMinor, openMinor } = data;
  const words = texts.settlement;
  const heading = words.heading(data.invoiceNumber);
  let open = totalMinor;
  return {
    ...letterFields(data.letterhead, heading, texts),
    heading,
    note: words.note(day(data.asOf)),
    billTo: addressField(texts.to, data.billTo),
    facts: [
      { label: texts.issuedOn, value: day(data.issuedOn) },
      { label: texts.dueOn, value: day(data.dueOn) },
      homeFact(data.place, texts),
    ],
    head: [
      words.head.on,
      words.head.what,
      words.head.document,
      `${words.head.amount} (${currency})`,
      words.head.open,
    ],
    rows: entries.map((entry) => {
      open += entry.amountMinor;
      const amounts = [amount(entry.amountMinor, currency), amount(open, currency)];
      return [day(entry.on), whatOf(entry, texts), documentOf(entry, texts), ...amounts];
    }),
    empty: words.empty,
    totals: [
      { label: words.total, value: amount(totalMinor, currency) },
      { label: words.settled, value: amount(openMinor - totalMinor, currency) },
      { label: words.open(currency), value: amount(openMinor, currency), isStrong: true },
    ],
  };
}
