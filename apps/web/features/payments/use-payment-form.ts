"use client";

import type { AppRouter } from "@stead/api/router";
import type { LeaseDto } from "@stead/contracts/leases";
import type { ComboboxOption } from "@stead/ui/combobox";
import type { inferRouterInputs } from "@trpc/server";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useState } from "react";
import { leaseOption, useLease } from "../../lib/lease-picker.tsx";
import { useSession } from "../../lib/session.tsx";
import type { AllocationPlan } from "./use-allocation-plan.ts";

type RecordInput = inferRouterInputs<AppRouter>["payments"]["record"];

export type PaymentValues = {
  rail: "cash" | "bank";
  amountMinor: number | null;
  /** Only for money of an unknown payer; a lease has its own. */
  currency: string;
  receivedOn: string | null;
  reference: string;
  externalId: string;
  payerContactId: string;
  note: string;
  isUnknown: boolean;
  isSurplusCredit: boolean;
};

export type PaymentForm = {
  values: PaymentValues;
  set: (patch: Partial<PaymentValues>) => void;
  /** The lease whose payment it is; null while none is chosen or nobody knows. */
  leaseId: string | null;
  lease: LeaseDto | undefined;
  picked: ComboboxOption | null;
  pick: (option: ComboboxOption | null) => void;
  currency: string;
  today: string;
  preferredInvoiceId: string | null;
  isComplete: boolean;
  toInput: (plan: AllocationPlan) => RecordInput | null;
};

const fromAddress = { lease: parseAsString, invoice: parseAsString, amount: parseAsInteger };

/** What a person types about a payment; the lease is in the address, so that a link can begin the form. */
export function usePaymentForm(): PaymentForm {
  const { agency, today } = useSession();
  const [address, setAddress] = useQueryStates(fromAddress, { history: "replace" });
  const [picked, setPicked] = useState<ComboboxOption | null>(null);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [values, setValues] = useState<PaymentValues>(() => ({
    rail: "bank",
    amountMinor: address.amount !== null && address.amount > 0 ? address.amount : null,
    currency: agency.currency,
    receivedOn: today,
    reference: "",
    externalId: "",
    payerContactId: "",
    note: "",
    isUnknown: false,
    isSurplusCredit: true,
  }));
  const leaseId = values.isUnknown ? null : address.lease;
  const lease = useLease(leaseId).data;
  const currency = leaseId !== null && lease ? lease.currency : values.currency;
  const { amountMinor, receivedOn } = values;
  return {
    values,
    set: (patch) => setValues((before) => ({ ...before, ...patch })),
    leaseId,
    lease,
    picked: picked ?? (lease ? leaseOption(lease) : null),
    pick: (option) => {
      setPicked(option);
      setValues((before) => ({ ...before, payerContactId: "" }));
      void setAddress({ lease: option?.value ?? null, invoice: null, amount: null });
    },
    currency,
    today,
    preferredInvoiceId: address.invoice,
    isComplete:
      amountMinor !== null &&
      amountMinor > 0 &&
      receivedOn !== null &&
      (values.isUnknown || (leaseId !== null && lease !== undefined)),
    toInput: (plan) =>
      amountMinor === null || receivedOn === null
        ? null
        : {
            leaseId,
            payerContactId: values.payerContactId || null,
            rail: values.rail,
            amountMinor,
            currency,
            receivedOn,
            reference: values.reference.trim() || null,
            externalId: values.rail === "bank" ? values.externalId.trim() || null : null,
            note: values.note.trim() || null,
            allocations: leaseId === null ? null : plan.allocations,
            isSurplusCredit: leaseId !== null && values.isSurplusCredit,
            idempotencyKey,
          },
  };
}
