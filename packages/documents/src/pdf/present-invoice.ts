import type { InvoiceData } from "./data.ts";
import { amount, cellAmount, day, days, moneyText } from "./formats.ts";
import { addressField, homeFact, letterFields } from "./present.ts";
import type { DocumentTexts } from "./texts/en.ts";

/** What the invoice's template is given. */
export function presentInvoice(data: InvoiceData, texts: DocumentTexts): object {
  const { currency, lines, kind } = data;
  const words = texts.invoice;
  const hasTax = lines.some(({ taxMinor }) => taxMinor !== 0);
  const heading = words.heading(data.number);
  const period = days(data.periodStart, data.periodEnd);
  return {
    ...letterFields(data.letterhead, heading, texts),
    heading,
    note: words.kinds[kind],
    billTo: addressField(texts.to, data.billTo),
    facts: [
      { label: texts.issuedOn, value: day(data.issuedOn) },
      { label: texts.dueOn, value: day(data.dueOn) },
      { label: words.period, value: period },
      homeFact(data.place, texts),
    ],
    hasTax,
    head: hasTax
      ? [words.head.description, words.head.net, words.head.tax, `${words.head.amount} (${currency})`]
      : [words.head.description, `${words.head.amount} (${currency})`],
    lines: lines.map((line) => {
      const total = amount(line.netMinor + line.taxMinor, currency);
      const shownPeriod = days(line.periodStart, line.periodEnd);
      return {
        description: line.description,
        period: shownPeriod,
        steps: line.arithmetic.steps,
        amounts: hasTax
          ? [amount(line.netMinor, currency), cellAmount(line.taxMinor, currency), total]
          : [total],
      };
    }),
    totals: [
      ...(hasTax
        ? [
            { label: words.net, value: amount(data.netMinor, currency) },
            { label: words.tax, value: amount(data.taxMinor, currency) },
          ]
        : []),
      { label: words.total(currency), value: amount(data.totalMinor, currency), isStrong: true },
    ],
    pay: {
      heading: words.pay,
      lines: [
        words.payBy(moneyText(data.totalMinor, currency), day(data.dueOn)),
        ...data.howToPay,
        words.payReference(data.leaseReference),
      ],
    },
  };
}
