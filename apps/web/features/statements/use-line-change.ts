"use client";

import type { StatementLineDto } from "@stead/contracts/statements";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { line as text } from "../../messages/en/statements.ts";

/** What a person decides of a line. Each shows the line as it then is, and what it touched is asked for again. */
export function useLineActs() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const show = (title: string) => (saved: StatementLineDto) => {
    queryClient.setQueryData(trpc.statements.getLine.queryKey({ id: saved.id }), saved);
    notify({ title, tone: "good" });
    void invalidate("statements");
  };
  const onError = (error: unknown) => {
    const view = viewError(error);
    notify({
      title: view.code === "CONFLICT" ? text.changed : view.title,
      description: view.message,
      tone: "bad",
    });
    void invalidate("statements");
  };
  return {
    book: useMutation(trpc.statements.bookLine.mutationOptions({ onSuccess: show(text.booked), onError })),
    match: useMutation(trpc.statements.matchLine.mutationOptions({ onSuccess: show(text.matched), onError })),
    ignore: useMutation(trpc.statements.ignoreLine.mutationOptions({ onSuccess: show(text.ignored) })),
    undo: useMutation(trpc.statements.undoLine.mutationOptions({ onSuccess: show(text.undone), onError })),
  };
}

export type LineActs = ReturnType<typeof useLineActs>;
