import { ElementTree, type Takers } from "./element-tree.ts";
import { refuse } from "./refusal.ts";

/** Groups that must be closed. Any other element without an end is a value that is empty (SGML lets ends be left out). */
const mustClose =
  /^(OFX|.*MSGSRSV1|SONRS|STATUS|FI|(CC)?STMTTRNRS|(CC)?STMTRS|BANKTRANLIST|STMTTRN|LEDGERBAL|AVAILBAL|(BANK|CC)ACCT(FROM|TO)|PAYEE|(ORIG)?CURRENCY)$/;

const tag = /<(\/?)([A-Za-z][\w.]{0,63})(?=[\s/>])([^<>]{0,200})>/y;
const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/**
 * Reads the SGML of OFX 1.x into a tree: values may lack their end tags, CDATA is text, and a `<` that begins no tag is
 * text too. Throws INVALID for a group that never ends and for an end without a beginning.
 */
export function readOfxTree(text: string, takers: Takers): ElementTree {
  const tree = new ElementTree(takers);
  let at = Math.max(0, text.search(/<OFX>/i));
  let line = text.slice(0, at).split("\n").length;
  const pass = (to: number): string => {
    const passed = text.slice(at, to);
    for (let end = passed.indexOf("\n"); end >= 0; end = passed.indexOf("\n", end + 1)) line++;
    at = to;
    return passed;
  };
  while (at < text.length) {
    const next = text.indexOf("<", at);
    tree.text(unescape(pass(next < 0 ? text.length : next)));
    if (next < 0) break;
    if (text.startsWith("<![CDATA[", at)) {
      const end = text.indexOf("]]>", at);
      if (end < 0) throw refuse({ line }, "the file is cut off within CDATA");
      tree.text(pass(end + 3).slice(9, -3));
    } else if (text.startsWith("<!", at)) {
      throw refuse({ line }, "the file has a declaration that OFX does not have");
    } else {
      tag.lastIndex = at;
      const match = tag.exec(text);
      const [whole = "<", slash, name = ""] = match ?? [];
      if (match === null) tree.text(whole);
      else if (slash === "/") closeElement(tree, name.toUpperCase(), line);
      else openElement(tree, name.toUpperCase(), line);
      pass(at + whole.length);
    }
  }
  if (tree.current !== tree.root)
    throw refuse({ ...tree.current.place, line }, "the file is cut off: it never ends");
  return tree;
}

/** A value ends where the next element begins: it has no children. An empty one before a transaction ends there too. */
function openElement(tree: ElementTree, name: string, line: number): void {
  const isLeft = () =>
    tree.current.text.trim() !== "" || (name === "STMTTRN" && !mustClose.test(tree.current.name));
  while (tree.isOpen("OFX") && isLeft()) tree.close();
  tree.open(name, line);
}

function closeElement(tree: ElementTree, name: string, line: number): void {
  if (!tree.isOpen(name)) {
    throw refuse(
      { line, path: tree.current.place.path || "/" },
      `</${name.slice(0, 32)}> ends what did not begin`,
    );
  }
  while (tree.current.name !== name) {
    const { current } = tree;
    if (mustClose.test(current.name)) throw refuse(current.place, "never ends");
    // It had no value after all, so what seemed to be within it stands beside it.
    const inner = current.children.splice(0);
    tree.close();
    tree.current.children.push(...inner);
  }
  tree.close();
}

function unescape(text: string): string {
  return text.includes("&")
    ? text.replaceAll(/&(?:#(\d{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi, (whole, code, name) =>
        typeof code === "string"
          ? codePoint(Number(code), whole)
          : (entities[String(name).toLowerCase()] ?? whole),
      )
    : text;
}

const codePoint = (code: number, otherwise: string) =>
  code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
