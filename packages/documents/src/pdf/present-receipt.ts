import type { ReceiptData } from "./data.ts";
import { amount, day, moneyText } from "./formats.ts";
import { addressField, homeFact, letterFields, type Fact } from "./present.ts";
import type { DocumentTexts } from "./texts/en.ts";

function factsOf(data: ReceiptData, texts: DocumentTexts): Fact[] {
  const words = texts.receipt;
  return [
    { label: words.receivedOn, value: day(data.receivedOn) },
    { label: words.method, value: texts.methods[data.method] ?? data.method },
    ...(data.reference === null ? [] : [{ label: texts.reference, value: data.reference }]),
    ...(data.place === null ? [] : [homeFact(data.place, texts)]),
  ];
}

/** The receipt's parts beside what it paid for, and what it left the tenant with. */
function totalsOf(data: ReceiptData, texts: DocumentTexts): object[] {
  const words = texts.receipt;
  const { currency, balanceAfterMinor: after } = data;
  const parts = [
    [words.credit, data.creditMinor],
    [words.unallocated, data.unallocatedMinor],
    [words.refunded, data.refundedMinor],
  ] as const;
  const on = day(data.receivedOn);
  return [
    ...parts
      .filter(([, minor]) => minor !== 0)
      .map(([label, minor]) => ({ label, value: amount(minor, currency) })),
    { label: words.total(currency), value: amount(data.amountMinor, currency), isStrong: true },
    ...(after === null
      ? []
      : [{ label: after < 0 ? words.ahead(on) : words.owed(on), value: amount(Math.abs(after), currency) }]),
  ];
}

/** What the receipt's template is given. */
export function presentReceipt(data: ReceiptData, texts: DocumentTexts): object {
  const words = texts.receipt;
  const { currency } = data;
  const heading = words.heading(data.number);
  return {
    ...letterFields(data.letterhead, heading, texts),
    heading,
    note: data.reversal === null ? words.note : null,
    payer: data.payer === null ? null : addressField(words.from, data.payer),
    reversal: data.reversal === null ? null : words.reversed(day(data.reversal.on), data.reversal.reason),
    amountLabel: words.amount,
    amount: moneyText(data.amountMinor, currency),
    facts: factsOf(data, texts),
    head: [words.head.invoice, words.head.due, `${words.head.amount} (${currency})`],
    rows: data.lines.map((line) => [
      words.invoice(line.invoiceNumber),
      day(line.dueOn),
      amount(line.amountMinor, currency),
    ]),
    totals: totalsOf(data, texts),
  };
}
