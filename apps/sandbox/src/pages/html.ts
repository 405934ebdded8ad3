const marked = Symbol("html");

/** Markup that may stand in a page as it is. */
export type Html = { readonly [marked]: string };

type Part = Html | string | number | null | undefined | false | readonly Part[];

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function write(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (typeof part === "string" || typeof part === "number") {
    return String(part).replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
  }
  return marked in part ? part[marked] : part.map(write).join("");
}

/** Markup with values in it; text is escaped, lists are written one after the other, nothing is nothing. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { [marked]: String.raw({ raw: strings }, ...parts.map(write)) };
}

export function toText(markup: Html): string {
  return markup[marked];
}
