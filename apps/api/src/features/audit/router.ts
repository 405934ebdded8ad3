import { AuditPage, ListAuditInput } from "@stead/contracts/audit";
import { listAudit } from "@stead/services/audit";
import { memberProcedure } from "../../trpc/init.ts";

export const auditRoutes = {
  list: memberProcedure("audit:read", { mayLag: true })
    .input(ListAuditInput)
    .output(AuditPage)
    .query(({ ctx, input }) => listAudit({ ctx: ctx.services, input })),
};
