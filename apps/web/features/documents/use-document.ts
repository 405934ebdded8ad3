"use client";

import type { DocumentDto, OpenDocumentInput } from "@stead/contracts/documents";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useLive } from "../../lib/live.ts";
import { documents as text } from "../../messages/en/documents.ts";

/** How long after a missed event the document is asked for again. */
const patienceMs = 15_000;

type Wanted = { input: OpenDocumentInput; jobRunId: string | null };

/** Opens documents as PDF: at once where one is made already, else as soon as it is drawn. */
export function useDocument(): { open: (input: OpenDocumentInput) => void; isDrawing: boolean } {
  const trpc = useTRPC();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const ended = useRef(new Set<string>());
  const ask = useMutation(trpc.documents.open.mutationOptions());
  const fail = (input: OpenDocumentInput, description: string) => {
    setWanted(null);
    notify({
      title: text.failed,
      description,
      tone: "bad",
      action: { label: text.again, onSelect: () => open(input) },
    });
  };
  const onAnswer = (input: OpenDocumentInput, answer: DocumentDto) => {
    if (answer.url !== null) {
      setWanted(null);
      window.location.assign(answer.url);
    } else if (answer.jobRunId !== null && ended.current.delete(answer.jobRunId)) {
      // It was drawn before this answer arrived.
      open(input);
    } else {
      setWanted({ input, jobRunId: answer.jobRunId });
    }
  };
  const open = (input: OpenDocumentInput) => {
    setWanted({ input, jobRunId: null });
    ask.mutate(input, {
      onSuccess: (answer) => onAnswer(input, answer),
      onError: (error) => fail(input, viewError(error).message),
    });
  };
  useLive("job.changed", (job) => {
    if (wanted === null || (job.status !== "done" && job.status !== "failed")) return;
    if (job.id !== wanted.jobRunId) ended.current.add(job.id);
    else if (job.status === "done") open(wanted.input);
    else fail(wanted.input, job.error?.message ?? "");
  });
  const askAgain = useEffectEvent(() => wanted !== null && open(wanted.input));
  const isWaiting = wanted !== null && wanted.jobRunId !== null;
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setTimeout(askAgain, patienceMs);
    return () => clearTimeout(timer);
  }, [isWaiting]);
  return { open, isDrawing: wanted !== null };
}
