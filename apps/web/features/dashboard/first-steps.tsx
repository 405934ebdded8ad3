"use client";

import { TextLink } from "@stead/ui/link";
import { Section } from "@stead/ui/section";
import { useQuery } from "@tanstack/react-query";
import CircleCheck from "lucide-react/icons/circle-check";
import Circle from "lucide-react/icons/circle";
import { useTRPC } from "../../lib/api.ts";
import { dashboard as text } from "../../messages/en/dashboard.ts";

/** What a new agency does next; gone once rent has come in. */
export function FirstSteps() {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.agency.progress.queryOptions(), staleTime: 60_000 });
  if (!data || data.paymentCount > 0) return null;
  const steps = [
    { id: "property", label: text.steps.property, href: "/properties/new", isDone: data.unitCount > 0 },
    { id: "contact", label: text.steps.contact, href: "/contacts/new", isDone: data.contactCount > 0 },
    { id: "lease", label: text.steps.lease, href: "/leases/new", isDone: data.leaseCount > 0 },
    { id: "payment", label: text.steps.payment, href: "/payments/new", isDone: false },
    { id: "import", label: text.steps.import, href: "/imports/new", isDone: false },
    { id: "invite", label: text.steps.invite, href: "/settings/members", isDone: data.memberCount > 1 },
  ];
  return (
    <Section title={text.startTitle} description={text.startHelp} className="mb-8 max-w-2xl">
      <ul className="overflow-hidden rounded-lg border bg-surface">
        {steps.map((step) => (
          <li key={step.id} className="flex items-center gap-3 border-b px-4 py-3 last:border-b-0">
            {step.isDone ? (
              <CircleCheck aria-hidden className="size-4 text-good" />
            ) : (
              <Circle aria-hidden className="size-4 text-ink-3" />
            )}
            {step.isDone ? (
              <span className="text-ink-3 line-through">{step.label}</span>
            ) : (
              <TextLink href={step.href}>{step.label}</TextLink>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
