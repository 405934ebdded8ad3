import { maxStatementBytes, type StatementDto } from "@stead/contracts/statements";
import { invalidField } from "@stead/kernel/errors";
import { isId } from "@stead/kernel/ids";
import { createStatement } from "@stead/services/statements";
import { queryValue, type UploadDoor } from "../files/upload-door.ts";

type Place = { railAccountId: string | null; bankAccountId: string | null };

function placeOf(query: unknown): Place {
  const idOf = (name: keyof Place): string | null => {
    const given = queryValue(query, name);
    if (given === undefined) return null;
    if (typeof given !== "string" || !isId(given)) throw invalidField(name, "invalid_value", "this is no id");
    return given;
  };
  return { railAccountId: idOf("railAccountId"), bankAccountId: idOf("bankAccountId") };
}

/** `POST /uploads/statements?railAccountId=...` or `?bankAccountId=...`: answers the statement. */
export const statementUploads: UploadDoor<Place, StatementDto> = {
  path: "/uploads/statements",
  permission: "payments:write",
  maxBytes: maxStatementBytes,
  choose: placeOf,
  begin: (ctx, place, uploaded) => createStatement({ ctx, input: { ...place, ...uploaded } }),
};
