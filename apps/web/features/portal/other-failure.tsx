import { viewError } from "../../lib/errors.ts";
import { FormFailure } from "../../lib/form-failure.tsx";

type OtherFailureProps = { readonly error: unknown; readonly shown: readonly string[] };

/** Why a form was refused; nothing where its fields say all of it. */
export function OtherFailure({ error, shown }: OtherFailureProps) {
  if (!error) return null;
  const paths = [...viewError(error).fields.keys()];
  const isSaid = paths.length > 0 && paths.every((path) => shown.includes(path));
  return isSaid ? null : <FormFailure error={error} shown={shown} />;
}
