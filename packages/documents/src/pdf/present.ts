import type { Letterhead, Party, Place } from "./data.ts";
import { paperOf } from "./formats.ts";
import type { DocumentTexts } from "./texts/en.ts";

/** What every template is given: the paper, and what stands at the head and foot. */
export type LetterFields = {
  paper: string;
  lang: string;
  title: string;
  author: string;
  letterhead: readonly string[];
  running: string;
  footer: string | null;
  pageWord: string;
  ofWord: string;
};

export function letterFields(letterhead: Letterhead, title: string, texts: DocumentTexts): LetterFields {
  return {
    paper: paperOf(letterhead.country),
    lang: "en",
    title,
    author: letterhead.name,
    letterhead: letterhead.lines,
    running: title,
    footer: letterhead.footer ?? letterhead.name,
    pageWord: texts.page.page,
    ofWord: texts.page.of,
  };
}

/** A name with its lines under a label. */
export type AddressField = { label: string; name: string; lines: readonly string[] };

export function addressField(label: string, { name, lines }: Party): AddressField {
  return { label, name, lines };
}

/** A label and a value of the row of facts. */
export type Fact = { label: string; value: string };

export function homeFact({ propertyName, unitLabel }: Place, texts: DocumentTexts): Fact {
  return { label: texts.home, value: `${unitLabel}, ${propertyName}` };
}
