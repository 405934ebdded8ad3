import { z } from "zod";
import type { RailFact } from "../rail-provider.ts";
import { meaningOf, toResult } from "./results.ts";
import { Code, Text } from "./shapes.ts";

const Accepted = z.looseObject({ ResponseCode: z.literal("0").or(z.literal(0)) });
const PromptAccepted = Accepted.extend({ CheckoutRequestID: Text.pipe(z.string().min(1).max(100)) });
const QueryAnswer = Accepted.extend({ CheckoutRequestID: Text.optional(), ResultCode: Code.optional() });
const MovementAccepted = Accepted.extend({ OriginatorConversationID: Text.pipe(z.string().min(1).max(100)) });
const PullStatus = z.union([
  z.looseObject({ ResponseStatus: Code }).transform(({ ResponseStatus }) => ResponseStatus),
  z.looseObject({ ResponseCode: Code }).transform(({ ResponseCode }) => ResponseCode),
]);

export const isAccepted = (body: unknown) => (Accepted.safeParse(body).success ? true : undefined);
export const readPromptRef = (body: unknown) => PromptAccepted.safeParse(body).data?.CheckoutRequestID;
export const readMovementRef = (body: unknown) =>
  MovementAccepted.safeParse(body).data?.OriginatorConversationID;
/** The result code of a prompt; empty while it runs. */
export const readQueryCode = (body: unknown) => {
  const { data } = QueryAnswer.safeParse(body);
  return data && (data.ResultCode ?? "");
};
/** `1000` and `1001` of pulling. */
export const readPullStatus = (body: unknown) => {
  const code = PullStatus.safeParse(body).data;
  return code === "1000" || code === "1001" || code === "0" ? code : undefined;
};

/** What a query says of a prompt. It names no receipt: that comes by callback, confirmation or pull. */
export function attemptFact(ref: string, code: string): RailFact {
  const { attempt } = meaningOf(code === "" ? "4999" : code);
  return {
    kind: "attempt",
    ref,
    attemptId: null,
    state: attempt,
    result: toResult(code === "" ? "4999" : code),
    money: null,
  };
}
