import { reportKinds, type ReportInfoDto } from "@stead/contracts/reports";
import { requirePermission, type ServiceContext } from "../context/index.ts";
import { mayRead } from "./ask-report.ts";
import { reports } from "./definitions/index.ts";

/** The reports that the actor may read, and their parameters. */
export function listReports({ ctx }: { ctx: ServiceContext }): { items: ReportInfoDto[] } {
  requirePermission(ctx, "reports:read");
  const items = reportKinds
    .map((kind) => reports[kind])
    .filter((definition) => mayRead(ctx, definition))
    .map(({ kind, title, about, params, mostMonths }) => ({
      kind,
      title,
      about,
      params: [...params],
      mostMonths,
    }));
  return { items };
}
