import {
  getTRPCErrorFromUnknown,
  TRPCError,
  type AnyTRPCProcedure,
  type TRPCProcedureType,
} from "@trpc/server";
import { z } from "zod";

/** One call of a procedure. */
export type Asked = {
  readonly path: string;
  readonly type: TRPCProcedureType;
  readonly index: number;
  readonly signal: AbortSignal;
  /** What was sent, or a promise of it. Throws where that cannot be read. */
  input(this: void): unknown;
};

/** Runs a procedure. Rejects with a TRPCError. */
export type Run = (asked: Asked, ctx: object) => Promise<unknown>;

type Outcome = { ok: true; data: unknown } | { ok: false; error: TRPCError };
type Step = (asked: Asked, ctx: object, input: unknown) => Promise<Outcome>;

/** What a middleware is given; the resolver is given the same. */
type Given = {
  ctx: object;
  input: unknown;
  path: string;
  type: TRPCProcedureType;
  meta: unknown;
  signal: AbortSignal;
  batchIndex: number;
  getRawInput: () => Promise<unknown>;
  next: (changes?: Changes) => Promise<Outcome>;
};
type Changes = { ctx?: object; input?: unknown; getRawInput?: () => Promise<unknown> };
type Middleware = ((given: Given) => Outcome | Promise<Outcome>) & { _type?: unknown };
type Resolver = (given: Given) => unknown;

const aFunction = <Shape>() => z.custom<Shape>((value) => typeof value === "function");

/** What tRPC keeps of a procedure: its checks and middlewares in order, the resolver's own last. */
const Definition = z.object({
  middlewares: z.array(aFunction<Middleware>()).min(1),
  inputs: z.array(z.unknown()),
  output: z.unknown().optional(),
  resolver: aFunction<Resolver>(),
  meta: z.unknown().optional(),
});
type Definition = z.infer<typeof Definition>;

/**
 * Joins a procedure's middlewares once, at the start, to the chain that tRPC builds anew for each call; what they are
 * given and what becomes of their answers is the same. Contracts without promises are checked at once, by the code that
 * zod compiles for them. Throws ZodError for a procedure that is made otherwise than those of the version in use.
 */
export function compileProcedure(procedure: AnyTRPCProcedure): Run {
  const definition = Definition.parse(procedure._def);
  const first = chainOf(definition);
  return async (asked, ctx) => {
    const outcome = await first(asked, ctx, undefined);
    if (!outcome.ok) throw outcome.error;
    return outcome.data;
  };
}

function chainOf({ middlewares, inputs, output, resolver, meta }: Definition): Step {
  const unread = [...inputs];
  // Inputs belong to the input steps in their order; all others stand by themselves.
  const schemas = middlewares.map(({ _type }) => (_type === "input" ? unread.shift() : output));
  const own = middlewares.slice(0, -1).map((middleware, index) => ({ middleware, schema: schemas[index] }));
  return own.toReversed().reduce<Step>(
    (next, { middleware, schema }) => {
      if (middleware._type === "input" && isZod(schema)) return inputStep(parserOf(schema), next);
      if (middleware._type === "output" && isZod(schema)) return outputStep(parserOf(schema), next);
      return middlewareStep(middleware, meta, next);
    },
    resolverStep(resolver, meta),
  );
}

const isZod = (schema: unknown): schema is z.ZodType => schema instanceof z.ZodType;
const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const failed = (cause: unknown): Outcome => ({ ok: false, error: getTRPCErrorFromUnknown(cause) });

type Parse = (value: unknown) => unknown;

/** Checks at once; a schema that turns out to wait for something is waited for from then on. */
function parserOf(schema: z.ZodType): Parse {
  let isWaiting = false;
  return (value) => {
    if (isWaiting) return schema.parseAsync(value);
    try {
      return schema.parse(value);
    } catch (error) {
      if (!(error instanceof z.core.$ZodAsyncError)) throw error;
      isWaiting = true;
      return schema.parseAsync(value);
    }
  };
}

function givenOf(asked: Asked, ctx: object, input: unknown, meta: unknown, next: Given["next"]): Given {
  const { path, type, signal, index } = asked;
  return {
    ctx,
    input,
    path,
    type,
    meta,
    signal,
    batchIndex: index,
    getRawInput: async () => asked.input(),
    next,
  };
}

function middlewareStep(middleware: Middleware, meta: unknown, next: Step): Step {
  return async (asked, ctx, input) => {
    const goOn: Given["next"] = (changes) =>
      next(
        changes?.getRawInput === undefined ? asked : { ...asked, input: changes.getRawInput },
        changes?.ctx === undefined ? ctx : { ...ctx, ...changes.ctx },
        changes !== undefined && "input" in changes ? changes.input : input,
      );
    try {
      return await middleware(givenOf(asked, ctx, input, meta, goOn));
    } catch (cause) {
      return failed(cause);
    }
  };
}

function inputStep(parse: Parse, next: Step): Step {
  return async (asked, ctx, input) => {
    let own: unknown;
    try {
      const sent = asked.input();
      const raw = sent instanceof Promise ? ((await sent) as unknown) : sent;
      try {
        const parsed = parse(raw);
        own = parsed instanceof Promise ? ((await parsed) as unknown) : parsed;
      } catch (cause) {
        throw new TRPCError({ code: "BAD_REQUEST", cause });
      }
    } catch (cause) {
      return failed(cause);
    }
    return next(asked, ctx, isPlain(input) && isPlain(own) ? { ...input, ...own } : own);
  };
}

function outputStep(parse: Parse, next: Step): Step {
  return async (asked, ctx, input) => {
    const outcome = await next(asked, ctx, input);
    if (!outcome.ok) return outcome;
    try {
      const parsed = parse(outcome.data);
      return { ...outcome, data: parsed instanceof Promise ? ((await parsed) as unknown) : parsed };
    } catch (cause) {
      return failed(
        new TRPCError({ message: "Output validation failed", code: "INTERNAL_SERVER_ERROR", cause }),
      );
    }
  };
}

/** A resolver is the last: there is nothing behind it. */
const nothingNext: Given["next"] = async () => failed(new Error("a resolver has no next"));

function resolverStep(resolver: Resolver, meta: unknown): Step {
  return async (asked, ctx, input) => {
    try {
      return { ok: true, data: await resolver(givenOf(asked, ctx, input, meta, nothingNext)) };
    } catch (cause) {
      return failed(cause);
    }
  };
}
