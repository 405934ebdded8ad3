import { TRPCError, type AnyTRPCProcedure, type AnyTRPCRouter, type TRPCProcedureType } from "@trpc/server";
import type { CacheRule } from "./cache-rules.ts";
import { compileProcedure, type Run } from "./compile-procedure.ts";

/** What answers of a procedure may be used for. */
export type Traits = {
  /** Not where the answer tells a secret beside what a caller sent. */
  readonly isCompressible: boolean;
  /** How whoever asks for it alone may keep it. */
  readonly cache?: CacheRule | undefined;
};

/** A procedure, made ready once. */
export type Prepared = Traits & { readonly type: TRPCProcedureType; readonly run: Run };

/** One call of a request. */
export type Call = {
  readonly path: string;
  readonly index: number;
  /** Undefined where there is none of that name. */
  readonly prepared: Prepared | undefined;
  /** What was sent for it. Throws BAD_REQUEST where the request's input cannot be read. */
  input(this: void): unknown;
};

/** What a request asks for, by tRPC's wire. */
export type CallRequest = {
  path: string;
  method: string;
  query: Readonly<Record<string, string | string[] | undefined>>;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body of a POST, as it came. */
  body: unknown;
};

export type Calls = {
  readonly calls: readonly Call[];
  /** Answered as a list, in the calls' order. */
  readonly isBatch: boolean;
  /** Answered as lines, each call when it is ready. */
  readonly isStreamed: boolean;
};

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);

function isStreamAsked({ headers }: CallRequest): boolean {
  const asked = textOf(headers["trpc-accept"]);
  if (asked !== undefined) return asked === "application/jsonl";
  const accepted = textOf(headers["accept"]) ?? "";
  return accepted.split(",").some((type) => type.trim() === "application/jsonl");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TRPCError({ code: "BAD_REQUEST", message: "the input is no JSON", cause });
  }
}

const isByNumber = (value: unknown): value is Readonly<Record<number, unknown>> =>
  typeof value === "object" && value !== null;

/** Reads the inputs once, when the first call wants its own. */
function inputsOf({ method, query, body }: CallRequest, isBatch: boolean): (index: number) => unknown {
  let inputs: Readonly<Record<number, unknown>> | undefined;
  const read = (): Readonly<Record<number, unknown>> => {
    const text = textOf(method === "POST" ? body : query["input"]);
    const parsed = text === undefined || (text === "" && method !== "POST") ? undefined : parseJson(text);
    if (!isBatch) return { 0: parsed };
    if (parsed === undefined) return {};
    if (isByNumber(parsed)) return parsed;
    throw new TRPCError({
      code: "BAD_REQUEST",
      message: "the input of a batch is an object: each call's own by its number",
    });
  };
  return (index) => (inputs ??= read())[index];
}

/** Every procedure by its whole name (`leases.list`). */
export type Procedures = ReadonlyMap<string, Prepared>;

const isProcedure = (entry: [string, unknown]): entry is [string, AnyTRPCProcedure] =>
  typeof entry[1] === "function";

/** The procedures of a router and of those within. Throws for one that cannot be made ready. */
export function proceduresOf(
  router: AnyTRPCRouter,
  traitsOf: (procedure: AnyTRPCProcedure) => Traits,
): Procedures {
  const { procedures } = router._def as { procedures: Readonly<Record<string, unknown>> };
  return new Map(
    Object.entries(procedures)
      .filter(isProcedure)
      .map(([path, procedure]) => [
        path,
        { ...traitsOf(procedure), type: procedure._def.type, run: compileProcedure(procedure) },
      ]),
  );
}

/**
 * Reads which procedures a request calls, and with what. Throws TRPCError for a request that is none: a body that is no
 * JSON, queries and mutations in one batch, a streamed answer of what is no batch.
 */
export function readCalls(procedures: Procedures, request: CallRequest): Calls {
  const { path, method, query, headers } = request;
  const contentType = textOf(headers["content-type"])?.split(";", 1)[0]?.trim().toLowerCase();
  if (method === "POST" && contentType !== "application/json")
    throw new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE", message: "send application/json" });
  const isBatch = query["batch"] === "1";
  const isStreamed = isStreamAsked(request);
  if (isStreamed && !isBatch)
    throw new TRPCError({
      code: "BAD_REQUEST",
      message: "only a batch is streamed; one of one call will do",
    });
  const inputOf = inputsOf(request, isBatch);
  const callOf = (name: string, index: number): Call => ({
    path: name,
    index,
    prepared: procedures.get(name),
    input: () => inputOf(index),
  });
  if (!isBatch) return { calls: [callOf(path, 0)], isBatch, isStreamed };
  const calls = path.split(",").map(callOf);
  const first = calls.find(({ prepared }) => prepared !== undefined)?.prepared?.type;
  if (calls.some(({ prepared }) => prepared !== undefined && prepared.type !== first))
    throw new TRPCError({ code: "BAD_REQUEST", message: "a batch holds queries or mutations, not both" });
  return { calls, isBatch, isStreamed };
}
