import { render } from "@react-email/render";
import { LetterMail, plainLetter, type Letter } from "./letter.ts";

export type RenderedLetter = { html: string; text: string };

/** A mail in both its forms. */
export async function renderLetter(letter: Letter): Promise<RenderedLetter> {
  return { html: await render(LetterMail(letter)), text: plainLetter(letter) };
}
