import { readSteadError } from "@stead/client/errors";
import { errors as text } from "../messages/en/errors.ts";
import { sentence } from "./sentence.ts";

export type ErrorView = {
  code: string;
  title: string;
  message: string;
  requestId: string | null;
  /** Message by the field's path in the input. */
  fields: ReadonlyMap<string, string>;
};

/** What a failed call says to a person: what happened, what to do, and which fields are wrong. */
export function viewError(error: unknown): ErrorView {
  const known = readSteadError(error);
  if (known === null) {
    return {
      code: "UNAVAILABLE",
      title: text.offlineTitle,
      message: text.offlineMessage,
      requestId: null,
      fields: new Map(),
    };
  }
  return {
    code: known.code,
    title: text.titles[known.code] ?? text.titles["INTERNAL"] ?? "",
    message: sentence(known.message),
    requestId: known.requestId,
    fields: new Map(known.fields.map((field) => [field.path, sentence(field.message)])),
  };
}
