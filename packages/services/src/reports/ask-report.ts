import type { ReportRequest, ResolvedParams } from "@stead/contracts/reports";
import type { Sql } from "@stead/db/client";
import {
  agencyToday,
  readOne,
  requireFound,
  requirePermission,
  requirePropertyInScope,
  requireWholeAgency,
  type ServiceContext,
} from "../context/index.ts";
import type { ReportDefinition } from "./define-report.ts";
import type { Asked } from "./make-result.ts";
import { reports } from "./definitions/index.ts";
import { resolveParams } from "./rules.ts";

/** What is asked, with what a head or a file says of it. */
export type Question = Asked & { definition: ReportDefinition; facts: Fact[] };
export type Fact = { label: string; value: string };

/** Throws FORBIDDEN unless the actor may read the report. */
export function requireReport(ctx: ServiceContext, definition: ReportDefinition): void {
  requirePermission(ctx, "reports:read");
  requirePermission(ctx, definition.permission);
  if (definition.isWholeAgency) requireWholeAgency(ctx);
}

/** Whether the actor may read the report. */
export function mayRead(ctx: ServiceContext, definition: ReportDefinition): boolean {
  const isWide = !definition.isWholeAgency || ctx.propertyIds === null;
  return isWide && ctx.permissions.has("reports:read") && ctx.permissions.has(definition.permission);
}

/**
 * Checks the actor's right to a report and fills in its parameters. FORBIDDEN without the right, NOT_FOUND for a
 * property or lease outside the actor's scope, INVALID for days that cannot be.
 */
export async function askReport(ctx: ServiceContext, { kind, params }: ReportRequest): Promise<Question> {
  const definition = reports[kind];
  requireReport(ctx, definition);
  const resolved = resolveParams(definition, params, agencyToday(ctx));
  if (resolved.propertyId !== undefined) requirePropertyInScope(ctx, resolved.propertyId);
  const facts = [...daysFacts(resolved), ...(await subjectFacts(ctx.db.sql, ctx, resolved))];
  const { agencyId, propertyIds } = ctx;
  const plan = definition.plan({ agencyId, propertyIds, timeZone: ctx.agency.timeZone }, resolved);
  return { kind, params: resolved, definition, facts, plan };
}

function daysFacts({ asOf, from, to, currency }: ResolvedParams): Fact[] {
  return [
    ...(asOf === undefined ? [] : [{ label: "As of", value: asOf }]),
    ...(from === undefined ? [] : [{ label: "From", value: from }]),
    ...(to === undefined ? [] : [{ label: "To", value: to }]),
    ...(currency === undefined ? [] : [{ label: "Currency", value: currency }]),
  ];
}

const subject = {
  name: "report_subject",
  text: `select (select name from properties where agency_id = $1 and id = $2) as property,
    (select c.name || ', ' || u.label || ', ' || p.name from leases l
      join contacts c on c.agency_id = $1 and c.id = l.contact_id
      join units u on u.agency_id = $1 and u.id = l.unit_id
      join properties p on p.agency_id = $1 and p.id = l.property_id
      where l.agency_id = $1 and l.id = $3 and ($4::uuid[] is null or l.property_id = any($4))) as lease`,
};

async function subjectFacts(
  sql: Sql,
  ctx: ServiceContext,
  { propertyId, leaseId }: ResolvedParams,
): Promise<Fact[]> {
  if (propertyId === undefined && leaseId === undefined) return [];
  const found = await readOne<{ property: string | null; lease: string | null }>(
    sql,
    subject,
    ctx.agencyId,
    propertyId ?? null,
    leaseId ?? null,
    ctx.propertyIds,
  );
  return [
    ...(propertyId === undefined
      ? []
      : [{ label: "Property", value: requireFound(found?.property, "property") }]),
    ...(leaseId === undefined ? [] : [{ label: "Lease", value: requireFound(found?.lease, "lease") }]),
  ];
}
