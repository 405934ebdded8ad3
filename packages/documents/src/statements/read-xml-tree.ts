import { SaxesParser } from "saxes";
import { ElementTree, type Takers } from "./element-tree.ts";
import { refuse } from "./refusal.ts";

/** Text is fed to the parser in pieces, so that a refusal ends the work. */
const pieceCharacters = 65_536;

/**
 * Reads an XML document into a tree of local names; `takers` get what is many. `onNamespace` is told every
 * element's name and namespace before it opens. Document types, and with them entities, are refused.
 */
export function readXmlTree(
  text: string,
  { takers, onNamespace }: { takers: Takers; onNamespace?: (name: string, uri: string) => void },
): ElementTree {
  const tree = new ElementTree(takers);
  const parser = new SaxesParser({ xmlns: true, position: true });
  parser.on("doctype", () => {
    throw refuse({ line: parser.line }, "a statement has no document type: it may not define entities");
  });
  parser.on("opentag", ({ local, uri, attributes }) => {
    onNamespace?.(local, uri);
    const values = Object.fromEntries(Object.values(attributes).map((one) => [one.local, one.value]));
    tree.open(local, parser.line, values);
  });
  parser.on("text", (part) => tree.text(part));
  parser.on("cdata", (part) => tree.text(part));
  parser.on("closetag", () => tree.close());
  parser.on("error", () => {
    throw refuse(
      { line: parser.line, path: tree.current.place.path || "/" },
      "the XML is damaged or cut off",
    );
  });
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  for (let at = start; at < text.length; at += pieceCharacters)
    parser.write(text.slice(at, at + pieceCharacters));
  parser.close();
  return tree;
}
