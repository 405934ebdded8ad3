import { ArrearsPage, ListArrearsInput } from "@stead/contracts/arrears";
import { listArrears } from "@stead/services/arrears";
import { heldUntilChanged } from "../../trpc/cache-rules.ts";
import { memberProcedure } from "../../trpc/init.ts";

export const arrearsRoutes = {
  list: memberProcedure("payments:read", { cache: heldUntilChanged, mayLag: true })
    .input(ListArrearsInput)
    .output(ArrearsPage)
    .query(({ ctx, input }) => listArrears({ ctx: ctx.services, input })),
};
