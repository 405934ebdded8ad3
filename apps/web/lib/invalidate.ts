"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "./api.ts";

/** What a change touches on the screen: the features whose answers are asked for again. */
const touched = {
  agency: ["agency", "access"],
  portfolio: ["portfolio", "dashboard", "agency"],
  contacts: ["contacts", "leases", "portfolio", "agency"],
  leases: [
    "leases",
    "portfolio",
    "contacts",
    "billing",
    "deposits",
    "arrears",
    "dashboard",
    "ledger",
    "agency",
  ],
  billing: ["billing", "leases", "payments", "arrears", "dashboard", "ledger", "jobs", "agency"],
  payments: [
    "payments",
    "collecting",
    "desk",
    "disbursements",
    "disputes",
    "billing",
    "leases",
    "deposits",
    "arrears",
    "dashboard",
    "ledger",
    "agency",
  ],
  ledger: ["ledger", "leases", "billing", "payments", "deposits", "arrears", "dashboard"],
  imports: ["imports", "jobs", "portfolio", "contacts", "leases", "agency"],
  statements: [
    "statements",
    "reconciliation",
    "desk",
    "payments",
    "disbursements",
    "ledger",
    "dashboard",
    "jobs",
  ],
  disbursements: ["disbursements", "payments", "deposits", "leases", "ledger", "dashboard"],
  rails: ["rails", "collecting"],
  members: ["access"],
  plans: ["plans"],
} as const;

export type Change = keyof typeof touched;

/** Returns the function that makes everything that a change touches be asked for again. */
export function useInvalidate(): (change: Change) => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return async (change) => {
    await Promise.all(
      touched[change].map((feature) => queryClient.invalidateQueries({ queryKey: trpc[feature].pathKey() })),
    );
  };
}
