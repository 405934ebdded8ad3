import type { RailAnswer } from "./rail-provider.ts";

/** A request that was wrong before anything was sent. */
export function refuse(
  code: string,
  text: string,
  category: "refused" | "settings" = "refused",
): Extract<RailAnswer<never>, { outcome: "failed" }> {
  const concern = category === "settings" ? "settings" : "payer";
  return { outcome: "failed", category, result: { code, text, concern } };
}

export function ok<T>(value: T): RailAnswer<T> {
  return { outcome: "ok", value };
}
