import type { TemplateData } from "./data.ts";
import { days } from "./formats.ts";
import { en } from "./texts/en.ts";

/** A letter with what it is filled with; reports name themselves. */
export type Letter = {
  [Name in Exclude<keyof TemplateData, "table-report">]: { template: Name; data: TemplateData[Name] };
}[Exclude<keyof TemplateData, "table-report">];

function headingOf(letter: Letter): string {
  switch (letter.template) {
    case "invoice":
      return en.invoice.heading(letter.data.number);
    case "settlement":
      return en.settlement.heading(letter.data.invoiceNumber);
    case "receipt":
      return en.receipt.heading(letter.data.number);
    case "lease":
      return en.lease.heading(letter.data.title, letter.data.number);
    case "statement":
      return `${en.statement.heading} ${letter.data.leaseReference} ${days(letter.data.from, letter.data.to)}`;
  }
}

/** What the file of a letter is called. */
export function fileNameOf(letter: Letter): string {
  return `${headingOf(letter)}.pdf`;
}
