import { createHash } from "node:crypto";
import { TRPCError } from "@trpc/server";

/** Names a content: the same text for the same JSON, in every process. */
export function versionOf(json: string): string {
  return createHash("sha256").update(json).digest("base64url").slice(0, 22);
}

/**
 * The tag of an answer: for whom it is, and its content. A weak one, because the same answer leaves in several encodings
 * and whatever stands between may pack it anew.
 */
export function tagOf(scope: string, version: string): string {
  return `W/"${scope}.${version}"`;
}

const oneTag = /(?:[\t ]*,)*[\t ]*(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")[\t ]*(?=,|$)/y;
const theEnd = /^[\t ,]*$/;

/** Whether an `If-None-Match` names the tag, strength aside. One that is malformed names nothing; `*` names all. */
export function isNamedBy(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  const wanted = tag.slice(tag.indexOf('"'));
  let isNamed = false;
  let end = 0;
  while (end < header.length) {
    oneTag.lastIndex = end;
    const found = oneTag.exec(header);
    if (found === null) break;
    isNamed ||= found[1] === wanted;
    end = oneTag.lastIndex;
  }
  return isNamed && theEnd.test(header.slice(end));
}

/** Thrown in place of an answer that its caller has already. */
export class Unchanged extends TRPCError {
  readonly tag: string;

  constructor(tag: string) {
    super({ code: "PRECONDITION_FAILED", message: "unchanged" });
    this.tag = tag;
  }
}
