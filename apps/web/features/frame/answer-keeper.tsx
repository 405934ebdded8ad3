"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { keepAnswers } from "../../lib/kept-answers.ts";
import { useSession } from "../../lib/session.tsx";

/** Keeps what the person's pages were answered, for the next visit. Shows nothing. */
export function AnswerKeeper() {
  const { sessionId, agency, role, permissions, propertyIds } = useSession();
  const queryClient = useQueryClient();
  const scope = JSON.stringify([role, permissions.toSorted(), propertyIds?.toSorted() ?? null]);
  useEffect(() => {
    // Only a secure origin has locks; elsewhere nothing is kept.
    if (!("locks" in navigator)) return undefined;
    return keepAnswers(queryClient, { sessionId, agencyId: agency.id, scope });
  }, [queryClient, sessionId, agency.id, scope]);
  return null;
}
