import type { Permission } from "@stead/contracts/permissions";
import { AppError } from "@stead/kernel/errors";
import { initTRPC } from "@trpc/server";
import { requireWritable, type RailContext } from "@stead/services/context";
import { alwaysOpen } from "./always-open.ts";
import { membershipOf, permissionsOf, type ApiContext } from "./context.ts";
import { Unchanged } from "./entity-tags.ts";
import { errorBody, toAppError, toTrpcError, type ErrorShape } from "./errors.ts";
import type { ProcedureMeta } from "./meta.ts";

const t = initTRPC
  .context<ApiContext>()
  .meta<ProcedureMeta>()
  .create({
    // Stacks never leave the process.
    isDev: false,
    defaultMeta: { level: "public" },
    errorFormatter: ({ shape, error, ctx }): ErrorShape => {
      const stead = errorBody(error, ctx?.requestId ?? "");
      return { ...shape, message: stead.message, data: { ...shape.data, stead } };
    },
  });

export const router = t.router;

/** Measures each call, explains its errors and tells the seam. */
const measured = t.procedure.use(async ({ ctx, path, type, next }) => {
  const { deps, requestId, caller } = ctx;
  const startedMs = performance.now();
  const result = await next();
  // The caller has the answer: no failure.
  const isWell = result.ok || result.error instanceof Unchanged;
  const error = isWell ? undefined : (deps.explainError(result.error.cause) ?? toAppError(result.error));
  const durationMs = performance.now() - startedMs;
  const agencyId = caller.kind === "nobody" ? undefined : caller.membership?.agency.id;
  deps.seams.emit("procedure", {
    path,
    type,
    durationMs,
    code: error?.code ?? "OK",
    requestId,
    ...(agencyId === undefined ? {} : { agencyId }),
  });
  // Also after one that failed: a part of it may be committed.
  if (type === "mutation" && agencyId !== undefined) await ctx.noteChange(agencyId);
  if (error?.code === "INTERNAL") ctx.log.error({ path, error: error.cause ?? error }, "procedure failed");
  if (error) throw toTrpcError(error);
  if (type === "mutation") deps.nudge();
  return result;
});

const admitted = measured.use(({ ctx, next }) => {
  if (ctx.refusal) throw ctx.refusal;
  return next();
});

/** Anybody. */
export const publicProcedure = admitted.meta({ level: "public" });

/** A person with a session; a key is no person. */
export const signedInProcedure = admitted.meta({ level: "signedIn" }).use(({ ctx, next }) => {
  const { caller } = ctx;
  if (caller.kind === "nobody") throw new AppError("UNAUTHENTICATED", "sign in first");
  if (caller.kind === "api_key")
    throw new AppError("FORBIDDEN", "this is for people: an API key cannot do it");
  return next({ ctx: { person: caller } });
});

/** What changes something reads what is there, never what was kept. */
function servicesFor(type: string, { unlessKnown }: ApiContext, opened: RailContext): RailContext {
  if (opened.reads === undefined) return opened;
  if (type === "mutation") return { ...opened, reads: undefined };
  return unlessKnown === undefined
    ? opened
    : { ...opened, reads: { ...opened.reads, onVersion: unlessKnown } };
}

/** A member of the agency that the session or the key works in, who has the permission. Verbs check it again. */
export function memberProcedure(
  permission: Permission,
  more: Pick<ProcedureMeta, "tellsSecret" | "cache" | "mayLag"> = {},
) {
  return admitted.meta({ level: "member", permission, ...more }).use(({ ctx, path, type, next }) => {
    const membership = membershipOf(ctx.caller);
    if (!permissionsOf(ctx.caller).has(permission)) {
      throw new AppError("FORBIDDEN", `this needs the permission ${permission}; ask an owner of the agency`, {
        permission,
      });
    }
    const way = type === "query" && more.mayLag === true ? "reading" : "writing";
    const services = servicesFor(type, ctx, ctx.openServices(way));
    // An agency that does not pay reads everything, takes it out, and gets rid of things; it adds and changes nothing.
    if (type === "mutation" && !alwaysOpen.has(path)) requireWritable(services.standing);
    return next({ ctx: { services, membership } });
  });
}

/** A member in person: what a key must not do for its maker, such as making further keys. */
export function memberInPersonProcedure(permission: Permission) {
  return memberProcedure(permission).use(({ ctx, next }) => {
    const { caller } = ctx;
    if (caller.kind !== "session")
      throw new AppError("FORBIDDEN", "this is for people: an API key cannot do it");
    return next({ ctx: { person: caller } });
  });
}

/** A tenant who is signed in to the portal. The session of a member is none, and a key neither. */
export const tenantProcedure = admitted.meta({ level: "tenant" }).use(async ({ ctx, type, next }) => {
  const portal = await ctx.openPortal();
  const result = await next({ ctx: { portal } });
  if (type === "mutation") await ctx.noteChange(portal.agencyId);
  return result;
});

/** Who runs the installation. */
export const operatorProcedure = signedInProcedure.meta({ level: "operator" }).use(({ ctx, next }) => {
  if (!ctx.person.user.isOperator)
    throw new AppError("FORBIDDEN", "this is for the operator of the installation");
  return next();
});
