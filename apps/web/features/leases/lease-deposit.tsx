"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { CivilDateText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Stat, StatRow } from "@stead/ui/stat";
import { Timeline } from "@stead/ui/timeline";
import { Why } from "@stead/ui/why";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { moneyText } from "../../lib/format.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useCan } from "../../lib/session.tsx";
import { leases, leaseTabs as text } from "../../messages/en/leases.ts";

/** The deposit: agreed, asked for, held, and every movement with its journal. */
export function LeaseDeposit({ lease }: { readonly lease: LeaseDto }) {
  const trpc = useTRPC();
  const canReadLedger = useCan("ledger:read");
  const query = useQuery(trpc.deposits.get.queryOptions({ id: lease.id }));
  return (
    <RecordView query={query} back={{ href: "/leases", label: leases.allLeases }}>
      {({ currency, agreedMinor, invoicedMinor, heldMinor, movements }) => (
        <div className="grid gap-6">
          <StatRow>
            <Stat
              label={text.agreed}
              value={moneyText(agreedMinor, currency)}
              href={`/leases/${lease.id}/terms`}
            />
            <Stat
              label={text.invoiced}
              value={moneyText(invoicedMinor, currency)}
              href={`/invoices?lease=${lease.id}&kind=deposit`}
            />
            <Stat
              label={text.held}
              value={moneyText(heldMinor, currency)}
              aside={<Why title={text.held} rule={text.heldWhy} />}
            />
          </StatRow>
          <Section title={text.movements} hasRule>
            {movements.length === 0 ? (
              <p className="text-ink-2">{text.noMovements}</p>
            ) : (
              <Timeline
                label={text.movements}
                events={movements.map(({ id, kind, amountMinor, movedOn, reason, journalId }) => ({
                  id,
                  title: (
                    <>
                      {text.movementKinds[kind]}{" "}
                      <Money amountMinor={Math.abs(amountMinor)} currency={currency} hasCurrency />
                    </>
                  ),
                  at: <CivilDateText date={movedOn} />,
                  tone:
                    kind === "received"
                      ? "good"
                      : kind === "invoiced" || kind === "uninvoiced"
                        ? "neutral"
                        : "info",
                  children: (
                    <>
                      {reason}{" "}
                      {canReadLedger && <TextLink href={`/journals/${journalId}`}>{text.journal}</TextLink>}
                    </>
                  ),
                }))}
              />
            )}
          </Section>
        </div>
      )}
    </RecordView>
  );
}
