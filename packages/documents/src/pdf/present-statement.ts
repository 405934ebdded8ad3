import type { StatementData } from "./data.ts";
import { amount, cellAmount, day, days, moneyText } from "./formats.ts";
import { fitsOneLine } from "./line-width.ts";
import { addressField, homeFact, letterFields } from "./present.ts";
import type { DocumentTexts } from "./texts/en.ts";

function rowsOf({ entries, openingMinor, from, currency }: StatementData, texts: DocumentTexts): string[][] {
  const opening = [day(from), texts.statement.opening, "", "", amount(openingMinor, currency)];
  const rows = entries.map(({ on, description, amountMinor, balanceMinor }) => [
    day(on),
    description,
    amountMinor > 0 ? amount(amountMinor, currency) : "",
    amountMinor < 0 ? amount(-amountMinor, currency) : "",
    amount(balanceMinor, currency),
  ]);
  return [opening, ...rows];
}

/** The columns of the template, in points: what is left for words is that of the narrowest paper. */
const columnsPt = [62, 140, 78, 78, 84];
const sizePt = 8.5;

/** What the statement's template is given. */
export function presentStatement(data: StatementData, texts: DocumentTexts): object {
  const { currency, closingMinor, ageing } = data;
  const words = texts.statement;
  const { on, what, charged, paid, balance } = words.head;
  const { notDueMinor, to30Minor, to60Minor, to90Minor, over90Minor } = ageing;
  const rows = rowsOf(data, texts);
  const closing = closingMinor < 0 ? words.ahead(currency) : words.owed(currency);
  return {
    ...letterFields(data.letterhead, words.heading, texts),
    heading: words.heading,
    note: days(data.from, data.to),
    tenant: addressField(texts.to, data.tenant),
    facts: [
      homeFact(data.place, texts),
      { label: texts.reference, value: data.leaseReference },
      { label: words.deposit, value: moneyText(data.depositHeldMinor, currency) },
    ],
    head: [on, what, charged, paid, `${balance} (${currency})`],
    rows,
    fits: rows.map((row) => fitsOneLine(row, columnsPt, sizePt)),
    totals: [
      { label: words.charged, value: amount(data.chargedMinor, currency) },
      { label: words.settled, value: amount(-data.settledMinor, currency) },
      { label: closing, value: amount(Math.abs(closingMinor), currency), isStrong: true },
    ],
    ageing: {
      heading: words.ageing,
      head: words.ages,
      values: [notDueMinor, to30Minor, to60Minor, to90Minor, over90Minor].map((minor) =>
        cellAmount(minor, currency),
      ),
    },
    pay: { heading: words.pay, lines: [...data.howToPay, texts.invoice.payReference(data.leaseReference)] },
  };
}
