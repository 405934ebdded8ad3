import type { Page } from "@stead/contracts/lists";
import type { Permission } from "@stead/contracts/permissions";
import type { ServiceContext, Verb } from "./context.ts";
import { readPage, type ListSpec } from "./list-query.ts";
import { requirePermission } from "./permission.ts";
import { readWhole, type Whole, type WholeList } from "./whole-list.ts";

type PageInput = { cursor?: string | undefined; limit: number };

/** The two ways to read a list: a page of it and its capped total, and the whole of it in a transaction. */
export type ListVerbs<Input, Row> = {
  page: (verb: Verb<Input>) => Promise<Page<Row>>;
  whole: (whole: Whole<Input>) => Promise<WholeList<Row>>;
};

/**
 * Verbs of a list that is read as it stands. Both throw FORBIDDEN without the permission, and what `requireMore` throws
 * for an actor that the list is not for.
 */
export function listVerbs<Input extends PageInput, Row extends object>(
  permission: Permission,
  specOf: (ctx: ServiceContext, input: Input) => ListSpec<Row>,
  requireMore: (ctx: ServiceContext) => void = () => undefined,
): ListVerbs<Input, Row> {
  return {
    async page({ ctx, input }) {
      requirePermission(ctx, permission);
      requireMore(ctx);
      return readPage(ctx, specOf(ctx, input), input);
    },
    async whole({ ctx, input, tx }) {
      requirePermission(ctx, permission);
      requireMore(ctx);
      return readWhole(ctx, tx, specOf(ctx, input));
    },
  };
}
