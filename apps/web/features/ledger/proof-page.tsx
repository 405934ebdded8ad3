"use client";

import type { ProofDto } from "@stead/contracts/ledger";
import { StatusBadge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { CopyText } from "@stead/ui/copy-text";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { Table, type TableColumn } from "@stead/ui/table";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { FormFailure } from "../../lib/form-failure.tsx";
import { formatCount } from "../../lib/format.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useCan } from "../../lib/session.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";
import { AccountsHeader } from "./accounts-header.tsx";

type Check = ProofDto["checks"][number];

/** Whether the books are sound: every check of the latest proof, both ways of reckoning, and what breaks it. */
export function ProofPage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const canProve = useCan("ledger:write");
  const query = useQuery(trpc.ledger.latestProof.queryOptions());
  const prove = useMutation(
    trpc.ledger.runProof.mutationOptions({
      onSuccess: (proof) => queryClient.setQueryData(trpc.ledger.latestProof.queryKey(), proof),
    }),
  );
  const button = canProve && (
    <Button variant="primary" onClick={() => prove.mutate()} isLoading={prove.isPending}>
      {text.runProof}
    </Button>
  );
  return (
    <>
      <AccountsHeader currentId="proof" actions={button} />
      <div className="grid gap-6">
        <FormFailure error={prove.error} />
        <RecordView
          query={query}
          back={{ href: "/accounts", label: text.title }}
          skeleton={<SkeletonText lines={10} />}
        >
          {(proof) =>
            proof ? <Proof proof={proof} /> : <EmptyState title={text.noProof}>{text.noProofHelp}</EmptyState>
          }
        </RecordView>
      </div>
    </>
  );
}

/** Both sides of a check are amounts of its currency, or counts where it has none. */
function Figure({ check, value }: { readonly check: Check; readonly value: number }) {
  if (check.currency === null) return formatCount(value);
  return <Money amountMinor={value} currency={check.currency} hasCurrency isZeroShown />;
}

const columns: readonly TableColumn<Check>[] = [
  {
    id: "check",
    header: text.check,
    cell: (check) => (
      <span className="block py-1.5 leading-5 whitespace-normal max-sm:py-0">{check.description}</span>
    ),
    phone: "title",
  },
  {
    id: "left",
    header: text.left,
    cell: (check) => <Figure check={check} value={check.leftMinor} />,
    width: 168,
    align: "right",
    phone: "detail",
  },
  {
    id: "right",
    header: text.right,
    cell: (check) => <Figure check={check} value={check.rightMinor} />,
    width: 168,
    align: "right",
    from: "lg",
  },
  {
    id: "sound",
    header: text.proved,
    cell: (check) => (
      <StatusBadge tone={check.isSound ? "good" : "bad"}>
        {check.isSound ? text.holds : text.broken}
      </StatusBadge>
    ),
    width: 130,
    phone: "value",
  },
];

function Proof({ proof }: { readonly proof: ProofDto }) {
  const broken = proof.checks.filter((check) => !check.isSound);
  const sorted = [...broken, ...proof.checks.filter((check) => check.isSound)];
  return (
    <>
      <Callout
        tone={proof.isSound ? "good" : "bad"}
        title={proof.isSound ? text.proofSound : text.proofBroken(broken.length)}
      >
        {text.provedAt} <InstantText instant={proof.createdAt} />. {text.proofHelp}
      </Callout>
      {broken.map((check) => (
        <BrokenCheck key={`${check.name} ${check.currency ?? ""}`} check={check} />
      ))}
      <Table
        label={text.proof}
        columns={columns}
        rows={sorted}
        getRowId={(check) => `${check.name} ${check.currency ?? ""}`}
      />
    </>
  );
}

function BrokenCheck({ check }: { readonly check: Check }) {
  return (
    <Section title={check.description}>
      <p className="text-ink-2">
        {text.difference}: <Figure check={check} value={check.leftMinor - check.rightMinor} />
      </p>
      {check.samples.length > 0 && (
        <>
          <p className="mt-2 text-sm text-ink-3">{text.samples}</p>
          <ul className="grid gap-1">
            {check.samples.map((sample) => (
              <li key={sample}>
                <CopyText text={sample} className="mono" />
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
