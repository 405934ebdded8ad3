"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import type { ListFilter } from "../../lib/list-view.tsx";
import { useSession } from "../../lib/session.tsx";
import { payments } from "../../messages/en/payments.ts";
import { accounts as text, statements } from "../../messages/en/statements.ts";

/** An account that statements are of: with a bank, or with a provider. */
export type StatementPlace = {
  id: string;
  kind: "bank" | "rail";
  label: string;
  /** The bank, or the provider's name. */
  by: string;
  number: string;
  currency: string;
  /** What it holds. */
  use: string;
};

/** The agency's accounts with banks and providers, banks first; undefined until both lists are there. */
export function useStatementPlaces() {
  const trpc = useTRPC();
  const isWhole = useSession().propertyIds === null;
  const banks = useQuery({ ...trpc.statements.listBankAccounts.queryOptions({}), enabled: isWhole });
  const rails = useQuery({ ...trpc.rails.list.queryOptions({}), enabled: isWhole });
  const failed = [banks, rails].find(({ error, data }) => error && data === undefined);
  const places =
    banks.data && rails.data
      ? [
          ...banks.data.items.map((account): StatementPlace => ({
            ...account,
            kind: "bank",
            by: text.bank,
            use: text.uses[account.accountCode],
          })),
          ...rails.data.items
            .filter(({ isActive }) => isActive)
            .map(({ id, label, rail, account, currency }): StatementPlace => ({
              id,
              kind: "rail",
              label,
              by: payments.rails[rail],
              number: account,
              currency,
              use: text.uses["1000"],
            })),
        ]
      : undefined;
  return { places, failed };
}

/** The filter of a list by account. */
export function useAccountFilter(): ListFilter {
  const { places = [] } = useStatementPlaces();
  return {
    id: "account",
    label: statements.account,
    kind: "options",
    options: places.map(({ id, label }) => ({ value: id, label })),
  };
}
