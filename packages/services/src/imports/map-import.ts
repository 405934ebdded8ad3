import type { ImportDto, MapImportInput } from "@stead/contracts/imports";
import { AppError, invalidField } from "@stead/kernel/errors";
import {
  recordAudit,
  requirePermission,
  requireVersion,
  requireWholeAgency,
  type Verb,
} from "../context/index.ts";
import { fieldsOf } from "./plan-import.ts";
import { lockImport, readImport, stateOf, toImportDto } from "./rows.ts";
import { requireStep } from "./rules.ts";

const save = {
  name: "import_map",
  text: `update imports set mapping = $3::jsonb, options = options || $4::jsonb, status = 'ready', problem = null, version = version + 1,
      create_count = 0, update_count = 0, same_count = 0, error_count = 0
    where agency_id = $1 and id = $2`,
};

/**
 * Says which column becomes which field, and whether rows may change records that exist. A value that begins with `=`
 * gives the text behind it to every row. Throws INVALID for a field or column that is not there, CONFLICT when
 * somebody mapped it meanwhile.
 */
export async function mapImport({ ctx, input }: Verb<MapImportInput>): Promise<ImportDto> {
  requirePermission(ctx, "imports:write");
  requireWholeAgency(ctx);
  return ctx.db.transaction(async (tx) => {
    const before = await lockImport(tx.sql, ctx, input.id);
    requireVersion(before, input.version);
    requireStep(stateOf(before), "map");
    const mapping = Object.fromEntries(Object.entries(input.mapping).filter(([, column]) => column !== ""));
    requireKnown(mapping, { fields: Object.keys(fieldsOf(before.kind)), columns: before.columns });
    const { isUpdateAllowed } = input.options;
    await tx.sql(
      save,
      ctx.agencyId,
      input.id,
      JSON.stringify(mapping),
      JSON.stringify({ isUpdateAllowed, isChecked: false }),
    );
    await recordAudit(tx, ctx, {
      action: "import.mapped",
      entityType: "import",
      entityId: input.id,
      after: { fields: Object.keys(mapping), isUpdateAllowed },
    });
    return toImportDto(await readImport(tx.sql, ctx, input.id));
  });
}

function requireKnown(
  mapping: Readonly<Record<string, string>>,
  { fields, columns }: { fields: readonly string[]; columns: readonly string[] },
): void {
  const unknown = Object.entries(mapping).flatMap(([field, column]) => {
    if (!fields.includes(field))
      return [{ path: `mapping.${field}`, rule: "field", message: "there is no such field" }];
    const isKnown = columns.includes(column) || column.startsWith("=");
    return isKnown
      ? []
      : [{ path: `mapping.${field}`, rule: "column", message: "the file has no such column" }];
  });
  const [first, ...others] = unknown;
  if (first === undefined) return;
  throw others.length === 0
    ? invalidField(first.path, first.rule, first.message)
    : new AppError("INVALID", "some fields have no column", { fields: unknown });
}
