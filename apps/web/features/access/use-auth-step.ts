"use client";

import { useState } from "react";
import { AuthError } from "../../lib/auth.ts";
import { errors as text } from "../../messages/en/errors.ts";

/** Runs one step of signing in: says that it runs, and what went wrong in words. */
export function useAuthStep() {
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (step: () => Promise<void>) => {
    setRunning(true);
    setProblem(null);
    try {
      await step();
    } catch (error) {
      setProblem(error instanceof AuthError ? error.message : (text.titles["INTERNAL"] ?? ""));
    }
    setRunning(false);
  };
  return { isRunning, problem, run };
}
