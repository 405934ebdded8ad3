import {
  Body,
  Button,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Link,
  Preview,
  Section,
  Text,
} from "@react-email/components";
import { createElement as h, type ReactElement, type ReactNode } from "react";

type LetterLink = { label: string; url: string };

/** What a mail says. Plain text throughout: nothing in it is read as markup. */
export type Letter = {
  /** Who writes, at the head of the mail: the agency, or the installation. */
  sender: string;
  subject: string;
  /** Paragraphs apart by an empty line; single line breaks stay. */
  body: string;
  /** The one thing to do. */
  action?: LetterLink | null;
  /** What else can be opened, in small. */
  links?: readonly LetterLink[];
  /** Why the reader gets this mail, in small print. */
  footer?: string | null;
  /** Of the texts, as `en`. */
  language?: string;
};

const ink = "#1c1917";
const quiet = "#78716c";
const font = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

const styles = {
  page: { backgroundColor: "#f5f5f4", fontFamily: font, margin: 0, padding: "24px 0" },
  paper: {
    backgroundColor: "#ffffff",
    border: "1px solid #e7e5e4",
    borderRadius: "8px",
    margin: "0 auto",
    maxWidth: "560px",
    padding: "32px",
  },
  sender: { color: quiet, fontSize: "14px", margin: "0 0 16px" },
  heading: { color: ink, fontSize: "20px", lineHeight: "28px", margin: "0 0 16px" },
  text: { color: ink, fontSize: "16px", lineHeight: "24px", margin: "0 0 16px" },
  button: {
    backgroundColor: "#1d4ed8",
    borderRadius: "6px",
    color: "#ffffff",
    display: "inline-block",
    fontSize: "16px",
    fontWeight: 600,
    padding: "12px 20px",
    textDecoration: "none",
  },
  link: { color: "#1d4ed8" },
  rule: { borderColor: "#e7e5e4", margin: "24px 0 16px" },
  small: { color: quiet, fontSize: "12px", lineHeight: "18px", margin: "0 0 8px", overflowWrap: "anywhere" },
} as const;

/** Paragraphs of a text; a single line break is kept. */
function paragraphsOf(text: string): string[][] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().split("\n"))
    .filter((lines) => lines.join("") !== "");
}

function paragraph(lines: readonly string[], key: number): ReactElement {
  const children: ReactNode[] = lines.flatMap((line, place) =>
    place === 0 ? [line] : [h("br", { key: place }), line],
  );
  return h(Text, { key, style: styles.text }, ...children);
}

/** The mail of every kind: one narrow paper, its text, at most one button, and why it came. */
export function LetterMail({
  sender,
  subject,
  body,
  action,
  links = [],
  footer,
  language = "en",
}: Letter): ReactElement {
  const paragraphs = paragraphsOf(body);
  return h(
    Html,
    { lang: language },
    h(Head),
    h(Preview, null, (paragraphs[0] ?? []).join(" ").slice(0, 140)),
    h(
      Body,
      { style: styles.page },
      h(
        Container,
        { style: styles.paper },
        h(Text, { style: styles.sender }, sender),
        h(Heading, { as: "h1", style: styles.heading }, subject),
        ...paragraphs.map((lines, place) => paragraph(lines, place)),
        action
          ? h(
              Section,
              { key: "action" },
              h(Button, { href: action.url, style: styles.button }, action.label),
              h(Text, { style: { ...styles.small, marginTop: "16px" } }, action.url),
            )
          : null,
        ...links.map(({ label, url }) =>
          h(Text, { key: url, style: styles.small }, h(Link, { href: url, style: styles.link }, label)),
        ),
        footer ? h(Hr, { key: "rule", style: styles.rule }) : null,
        footer ? h(Text, { key: "footer", style: styles.small }, footer) : null,
      ),
    ),
  );
}

/** The same in plain text, for readers and filters that want no markup. */
export function plainLetter({ body, action, links = [], footer }: Letter): string {
  const parts = paragraphsOf(body).map((lines) => lines.join("\n"));
  for (const { label, url } of action ? [action, ...links] : links) parts.push(`${label}: ${url}`);
  if (footer) parts.push(`-- \n${footer}`);
  return `${parts.join("\n\n")}\n`;
}
