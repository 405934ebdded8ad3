import { importKinds, maxImportBytes, type ImportDto, type ImportKind } from "@stead/contracts/imports";
import { invalidField } from "@stead/kernel/errors";
import { createImport } from "@stead/services/imports";
import { queryValue, type UploadDoor } from "../files/upload-door.ts";

function kindOf(query: unknown): ImportKind {
  const given = queryValue(query, "kind");
  const kind = importKinds.find((candidate) => candidate === given);
  if (kind === undefined)
    throw invalidField("kind", "invalid_value", `choose one of ${importKinds.join(", ")}`);
  return kind;
}

/** `POST /uploads/imports?kind=...`: answers the import. */
export const importUploads: UploadDoor<ImportKind, ImportDto> = {
  path: "/uploads/imports",
  permission: "imports:write",
  maxBytes: maxImportBytes,
  choose: kindOf,
  begin: (ctx, kind, uploaded) => createImport({ ctx, input: { kind, ...uploaded } }),
};
