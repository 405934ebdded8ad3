"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../lib/api.ts";
import { unitName } from "../../lib/unit-picker.tsx";
import { useEdits } from "../../lib/use-edits.ts";
import { forms } from "../../messages/en/forms.ts";
import { leaseForm as text } from "../../messages/en/lease-form.ts";
import {
  itemFields,
  itemsOfLease,
  partiesOfLease,
  partyFields,
  type ItemValues,
  type TermValues,
} from "./lease-form.ts";
import type { People } from "./lease-people-fields.tsx";
import { useLeaseChange, useReloadLease } from "./use-lease-change.ts";

type DraftValues = TermValues & People & { items: ItemValues[]; version: number };

function valuesOf(lease: LeaseDto): DraftValues {
  return {
    ...lease,
    billFromOn: lease.billFromOn === lease.startOn ? null : lease.billFromOn,
    unit: { value: lease.unitId, label: unitName(lease) },
    contact: { value: lease.contactId, label: lease.tenantName },
    parties: partiesOfLease(lease),
    items: itemsOfLease(lease),
  };
}

/** Only what the person changed, so that what others changed meanwhile stays. */
function inputOf(changed: Partial<DraftValues>) {
  const { unit, contact, parties, items } = changed;
  return {
    unitId: unit?.value,
    contactId: contact?.value,
    parties: parties && partyFields(parties),
    items: items && itemFields(items),
    startOn: changed.startOn ?? undefined,
    endOn: changed.endOn,
    rentMinor: changed.rentMinor ?? undefined,
    depositMinor: changed.depositMinor ?? undefined,
    dueDay: changed.dueDay ?? undefined,
    prorationMethod: changed.prorationMethod,
    prorateOn: changed.prorateOn,
    billingAnchor: changed.billingAnchor,
    reference: changed.reference?.trim() || undefined,
  };
}

/** The form over a draft: its values, whether they can be saved, the save, and the newest state after a conflict. */
export function useDraft(lease: LeaseDto) {
  const trpc = useTRPC();
  const router = useRouter();
  const show = useLeaseChange();
  const readNewest = useReloadLease(lease.id);
  const { values, changed, isChanged, set, rebase } = useEdits(valuesOf(lease));
  const href = `/leases/${lease.id}`;
  const save = useMutation(
    trpc.leases.updateDraft.mutationOptions({
      onSuccess: async (saved) => {
        router.push(href);
        await show(saved, text.draftSaved(saved.number));
      },
    }),
  );
  const reload = async () => {
    rebase(valuesOf(await readNewest()));
    save.reset();
    notify({ title: forms.newestLoaded });
  };
  const { unit, contact, startOn, rentMinor, depositMinor, dueDay } = values;
  const needed = [unit, contact, startOn, rentMinor, depositMinor, dueDay];
  return {
    values,
    set,
    isReady: needed.every((value) => value !== null),
    submit: () => {
      if (isChanged) save.mutate({ ...inputOf(changed), id: lease.id, version: values.version });
      else router.push(href);
    },
    error: save.error,
    isSaving: save.isPending,
    reload: () => void reload(),
  };
}
