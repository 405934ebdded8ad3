import { expect, test } from "vitest";
import { renderLetter } from "./render-letter.ts";

const letter = {
  sender: "Kilimani Lettings",
  subject: "Rent for June",
  body: "Dear Amina,\n\nyour rent of KES 30,000 is due.\nPlease pay by the 5th.",
  action: { label: "See the invoice", url: "https://stead.example.org/i?a=1&b=2" },
  footer: "You rent from Kilimani Lettings.",
};

test("a letter has a plain twin that says the same", async () => {
  const { html, text } = await renderLetter(letter);
  expect(text).toBe(
    "Dear Amina,\n\nyour rent of KES 30,000 is due.\nPlease pay by the 5th.\n\nSee the invoice: https://stead.example.org/i?a=1&b=2\n\n-- \nYou rent from Kilimani Lettings.\n",
  );
  for (const part of [
    "Kilimani Lettings",
    "Rent for June",
    "Dear Amina,",
    "Please pay by the 5th.",
    "See the invoice",
  ])
    expect(html).toContain(part);
  expect(html).toContain('href="https://stead.example.org/i?a=1&amp;b=2"');
  expect(html).toContain('lang="en"');
});

test("other things to open stand below the button, in both forms", async () => {
  const url = "https://stead.example.org/api/files/x";
  const { html, text } = await renderLetter({ ...letter, links: [{ label: "Download as PDF", url }] });
  expect(html).toContain(`href="${url}"`);
  expect(text).toContain(`i?a=1&b=2\n\nDownload as PDF: ${url}\n\n-- `);
});

test("what people write is text and never markup", async () => {
  const { html, text } = await renderLetter({
    ...letter,
    subject: "<img src=x onerror=alert(1)>",
    body: "<script>alert(1)</script> & 'quotes'",
    action: null,
  });
  expect(html).not.toContain("<script>");
  expect(html).not.toContain("<img src=x");
  expect(html).toContain("&lt;script&gt;");
  expect(text).toContain("<script>alert(1)</script> & 'quotes'");
});
