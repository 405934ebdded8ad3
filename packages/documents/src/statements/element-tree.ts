import { refuse, type Place } from "./refusal.ts";

/** An element of a document: its local name, its own text, its children. */
export type Element = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  text: string;
  children: Element[];
  /** Where it begins: the line, and the path with positions among equal names (`/Document/Stmt[2]/Ntry[1]`). */
  place: Place;
};

/** Nothing that a bank sends is deeper, longer or more than this; a file that is was made to do harm. */
const deepestElement = 64;
const longestElementText = 100_000;
const mostElements = 4_000_000;

/** Elements that are taken one by one and not kept, by name. */
export type Takers = ReadonlyMap<string, (element: Element, parent: Element) => void>;

/**
 * Builds a tree from the events of a parser. An element that somebody takes is handed over when it ends and leaves the
 * tree, so a file of a hundred thousand entries holds one of them at a time.
 */
export class ElementTree {
  readonly root: Element = { name: "", attributes: {}, text: "", children: [], place: { line: 1, path: "" } };
  readonly #open: { element: Element; counts: Map<string, number> }[] = [
    { element: this.root, counts: new Map() },
  ];
  readonly #takers: Takers;
  #elements = 0;
  #held = 0;
  #mostHeld = 0;

  constructor(takers: Takers) {
    this.#takers = takers;
  }

  /** The most elements that were in memory at once. */
  get mostHeld(): number {
    return this.#mostHeld;
  }

  /** The element that is open now; the root when none is. */
  get current(): Element {
    return this.#open.at(-1)?.element ?? this.root;
  }

  /** True when an element of that name is open, however far out. */
  isOpen(name: string): boolean {
    return this.#open.some(({ element }) => element.name === name);
  }

  open(name: string, line: number, attributes: Element["attributes"] = {}): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) return;
    if (this.#open.length > deepestElement)
      throw refuse({ line }, `elements are more than ${deepestElement} deep`);
    if (++this.#elements > mostElements) throw refuse({ line }, "the file has too many elements");
    const position = (parent.counts.get(name) ?? 0) + 1;
    parent.counts.set(name, position);
    const path = `${parent.element.place.path ?? ""}/${name}${position > 1 ? `[${position}]` : ""}`;
    const element: Element = { name, attributes, text: "", children: [], place: { line, path } };
    parent.element.children.push(element);
    this.#open.push({ element, counts: new Map() });
    this.#mostHeld = Math.max(this.#mostHeld, ++this.#held);
  }

  text(text: string): void {
    const { current } = this;
    if (current === this.root) return;
    current.text += text;
    if (current.text.length > longestElementText)
      throw refuse(current.place, `an element has more than ${longestElementText} characters`);
  }

  close(): void {
    const closed = this.#open.pop()?.element;
    const parent = this.#open.at(-1)?.element;
    if (closed === undefined || parent === undefined) return;
    const taker = this.#takers.get(closed.name);
    if (taker === undefined) return;
    parent.children.pop();
    this.#held -= countElements(closed);
    taker(closed, parent);
  }
}

function countElements({ children }: Element): number {
  let count = 1;
  for (const child of children) count += countElements(child);
  return count;
}

/** The first element along a path of names (`Acct/Id/IBAN`). */
export function findElement(from: Element, path: string): Element | undefined {
  let found: Element | undefined = from;
  for (const name of path.split("/")) found = found?.children.find((child) => child.name === name);
  return found;
}

/** All children of one name along a path; only the last name may repeat. */
export function findElements(from: Element, path: string): Element[] {
  const [last = "", ...before] = path.split("/").toReversed();
  const parent = before.length === 0 ? from : findElement(from, before.toReversed().join("/"));
  return parent?.children.filter(({ name }) => name === last) ?? [];
}

/** The trimmed text of the first element along one of the paths; null for none and for an empty one. */
export function textAt(from: Element, ...paths: readonly string[]): string | null {
  for (const path of paths) {
    const text = findElement(from, path)?.text.trim();
    if (text !== undefined && text !== "") return text;
  }
  return null;
}

/** Like `textAt`, but a missing or empty element is refused. */
export function requireText(from: Element, path: string): { text: string; place: Place } {
  const element = findElement(from, path);
  const text = element?.text.trim() ?? "";
  if (element !== undefined && text !== "") return { text, place: element.place };
  throw refuse(element?.place ?? { ...from.place, path: `${from.place.path ?? ""}/${path}` }, "is missing");
}
