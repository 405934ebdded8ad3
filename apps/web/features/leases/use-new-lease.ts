"use client";

import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { useSession } from "../../lib/session.tsx";
import {
  emptyTerms,
  itemFields,
  partyFields,
  termsOfSuggestion,
  type ItemValues,
  type TermValues,
} from "./lease-form.ts";
import type { People } from "./lease-people-fields.tsx";
import type { NewLeaseInput } from "./use-create-lease.ts";
import { useLeaseStart } from "./use-lease-start.ts";

/** The lease as typed; null while something that it can't be without is missing. */
function inputOf(people: People, terms: TermValues, items: readonly ItemValues[]): NewLeaseInput | null {
  const { unit, contact, parties } = people;
  const { startOn, rentMinor, depositMinor, dueDay, reference, billFromOn, ...rest } = terms;
  if (unit === null || contact === null || startOn === null || rentMinor === null) return null;
  return {
    ...rest,
    unitId: unit.value,
    contactId: contact.value,
    parties: partyFields(parties),
    startOn,
    items: itemFields(items),
    rentMinor,
    depositMinor: depositMinor ?? undefined,
    dueDay: dueDay ?? undefined,
    reference: reference.trim() || undefined,
    billFromOn: billFromOn ?? undefined,
  };
}

/** A new lease as it grows: what the address names, what is suggested for it, and what the person typed over that. */
export function useNewLease() {
  const trpc = useTRPC();
  const { agency } = useSession();
  const start = useLeaseStart();
  const [typedPeople, setTypedPeople] = useState<Partial<People>>({});
  const [typedTerms, setTypedTerms] = useState<Partial<TermValues>>({});
  const [items, setItems] = useState<ItemValues[]>([]);
  const people: People = { parties: [], ...start, ...typedPeople };
  const suggestion = useQuery({
    ...trpc.leases.suggest.queryOptions(
      people.unit ? { unitId: people.unit.value, contactId: people.contact?.value } : skipToken,
    ),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const suggested = people.unit === null ? undefined : suggestion.data;
  const terms = {
    ...(suggested ? termsOfSuggestion(suggested) : emptyTerms(agency.currency)),
    ...typedTerms,
  };
  const untouched = Object.entries(suggested?.reasons ?? {}).filter(
    ([field]) => !Object.hasOwn(typedTerms, field),
  );
  return {
    people,
    setPeople: (patch: Partial<People>) => setTypedPeople((before) => ({ ...before, ...patch })),
    terms,
    setTerms: (patch: Partial<TermValues>) => setTypedTerms((before) => ({ ...before, ...patch })),
    items,
    setItems,
    reasons: Object.fromEntries(untouched),
    conflict: suggested?.conflict ?? null,
    suggestionError: suggestion.error,
    input: inputOf(people, terms, items),
  };
}
