import type { LeaseData } from "./data.ts";
import { amount, percentOfPpm } from "./formats.ts";
import { addressField, letterFields } from "./present.ts";
import type { DocumentTexts } from "./texts/en.ts";

/** The paragraphs and points of a clause. */
function partsOf(body: string): { isPoint: boolean; text: string }[] {
  return body
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) =>
      line.startsWith("- ") ? { isPoint: true, text: line.slice(2) } : { isPoint: false, text: line },
    );
}

function peopleOf(data: LeaseData, { lease: words }: DocumentTexts) {
  return [
    ...data.landlords.map((party) => ({ party, role: words.landlord })),
    ...data.tenants.map((party) => ({ party, role: words.tenant })),
    ...data.guarantors.map((party) => ({ party, role: words.guarantor })),
  ];
}

/** What the lease's template is given. */
export function presentLease(data: LeaseData, texts: DocumentTexts): object {
  const words = texts.lease;
  const { currency } = data;
  const heading = words.heading(data.title, data.number);
  const people = peopleOf(data, texts);
  return {
    ...letterFields(data.letterhead, heading, texts),
    heading,
    note: `${data.place.unitLabel}, ${data.place.propertyName}`,
    draft: data.isDraft ? words.draft : null,
    parties: people.map(({ party, role }) => addressField(role, party)),
    termsHeading: words.terms,
    terms: data.terms,
    itemsHeading: words.items,
    itemsHead: [words.itemsHead.what, words.itemsHead.often, `${words.itemsHead.amount} (${currency})`],
    items: data.items.map((item) => [
      item.taxPpm === 0
        ? item.description
        : `${item.description}, ${words.plusTax(percentOfPpm(item.taxPpm))}`,
      words.frequencies[item.frequency] ?? item.frequency,
      amount(item.amountMinor, currency),
    ]),
    clausesHeading: words.clauses,
    clauses: data.clauses.map(({ heading: name, body }) => ({ heading: name, parts: partsOf(body) })),
    footer: [data.letterhead.footer ?? data.letterhead.name, words.clausesVersion(data.clausesVersion)].join(
      " · ",
    ),
    signing: {
      heading: words.signing,
      note: words.signingNote,
      date: words.date,
      people: people.map(({ party, role }) => ({ name: party.name, role })),
    },
  };
}
