import type { AnyTRPCRouter } from "@trpc/server";
import { answerOfData, answerOfFailure, dataOf, type Answer, type Request } from "./answer-call.ts";
import { keepingHeaders, type CacheRule } from "./cache-rules.ts";
import { isNamedBy, tagOf, Unchanged, versionOf } from "./entity-tags.ts";
import type { Call } from "./read-calls.ts";

/** What resolvers whose answers may be kept find in their context. */
export type Kept = {
  /** Ends the call when its caller has the answer of this version: the one that `versionOf` gives its JSON. */
  unlessKnown?: ((version: string | undefined) => void) | undefined;
};

/** An answer that may be kept, or that the one which its caller has still holds. */
export type KeptAnswer = { answer: Answer | "unchanged"; headers: Readonly<Record<string, string>> };

export type Keeping<Context> = {
  rule: CacheRule;
  /** Names whose answers a private tag is of. */
  scopeOf(this: void, ctx: Context): string;
  /** The request's `If-None-Match`. */
  named: string | undefined;
};

/** Answers a call whose answer may be kept. Failures are not kept. Never rejects. */
export async function answerKept<Context extends object>(
  router: AnyTRPCRouter,
  call: Call,
  request: Request<Context>,
  { rule, scopeOf, named }: Keeping<Context>,
): Promise<KeptAnswer> {
  const { opened } = request;
  try {
    if ("failure" in opened) throw opened.failure;
    const scope = rule.scope === "private" ? scopeOf(opened.ctx) : rule.scope;
    const tagUnlessKnown = (version: string): string => {
      const tag = tagOf(scope, version);
      if (isNamedBy(named, tag)) throw new Unchanged(tag);
      return tag;
    };
    const unlessKnown: Kept["unlessKnown"] = (version) => {
      if (version !== undefined) tagUnlessKnown(version);
    };
    const ctx: Context & Kept = { ...opened.ctx, unlessKnown };
    const data = await dataOf(call, { ...request, opened: { ctx } });
    const etag = tagUnlessKnown(versionOf(data ?? ""));
    return { answer: answerOfData(data), headers: { ...keepingHeaders(rule), etag } };
  } catch (cause) {
    if (!(cause instanceof Unchanged))
      return { answer: answerOfFailure(router, call, request, cause), headers: {} };
    return { answer: "unchanged", headers: { ...keepingHeaders(rule), etag: cause.tag } };
  }
}
