"use client";

import type { LineMatchDto, StatementLineDto } from "@stead/contracts/statements";
import { Button } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { line as text } from "../../messages/en/statements.ts";
import type { LineActs } from "./use-line-change.ts";

const loadIgnore = () => import("./ignore-line-dialog.tsx");
const IgnoreLineDialog = lazy(loadIgnore);

type ActionsProps = { readonly line: StatementLineDto; readonly acts: LineActs };

/** What a line that waits may be: one of the records with its amount, a new receipt, a charge, or nothing of ours. */
export function LineActions({ line, acts }: ActionsProps) {
  return (
    <>
      <Matches line={line} acts={acts} />
      <Otherwise line={line} acts={acts} />
    </>
  );
}

function Matches({ line, acts: { match } }: ActionsProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.statements.listMatches.queryOptions({ id: line.id }));
  const items = query.data?.items;
  const take = ({ kind, entityId }: LineMatchDto) =>
    match.mutate({ id: line.id, version: line.version, kind, entityId });
  return (
    <Section title={text.matches} description={text.matchesHelp}>
      {items === undefined && (query.error ? <QueryFailure query={query} /> : <SkeletonText lines={2} />)}
      {items?.length === 0 && <p className="text-ink-2">{text.noMatches}</p>}
      {items !== undefined && items.length > 0 && (
        <ul aria-label={text.matches} className="divide-y divide-line">
          {items.map((item) => (
            <Match key={item.entityId} item={item} isBusy={match.isPending} onTake={() => take(item)} />
          ))}
        </ul>
      )}
    </Section>
  );
}

type MatchProps = { readonly item: LineMatchDto; readonly isBusy: boolean; readonly onTake: () => void };

function Match({ item, isBusy, onTake }: MatchProps) {
  const name = text.matchName(text.matchKinds[item.kind], item.label);
  return (
    <li className="flex items-center justify-between gap-4 py-2">
      <span className="min-w-0">
        <span className="block truncate font-medium">
          {name}
          {item.tenantName && <span className="font-normal text-ink-2">, {item.tenantName}</span>}
        </span>
        <span className="block truncate text-sm text-ink-2">
          <CivilDateText date={item.on} />
          {item.reference && <> · {item.reference}</>}
        </span>
      </span>
      <Button size="sm" disabled={isBusy} aria-label={text.matchOf(name)} onClick={onTake}>
        {text.match}
      </Button>
    </li>
  );
}

function Otherwise({ line, acts }: ActionsProps) {
  const [isIgnoring, setIgnoring] = useState(false);
  const { id, version, amountMinor } = line;
  const book = (as: "receipt" | "fee") => acts.book.mutate({ id, version, as });
  return (
    <Section title={text.acts}>
      <ul className="divide-y divide-line">
        {amountMinor > 0 && (
          <Choice help={text.bookReceiptHelp}>
            <Button size="sm" isLoading={acts.book.isPending} onClick={() => book("receipt")}>
              {text.bookReceipt}
            </Button>
          </Choice>
        )}
        <Choice help={text.bookFeeHelp}>
          <Button size="sm" isLoading={acts.book.isPending} onClick={() => book("fee")}>
            {text.bookFee}
          </Button>
        </Choice>
        <Choice help={text.ignoreHelp}>
          <Button
            size="sm"
            onPointerEnter={() => void loadIgnore()}
            onFocus={() => void loadIgnore()}
            onClick={() => setIgnoring(true)}
          >
            {text.ignore}
          </Button>
        </Choice>
      </ul>
      {isIgnoring && (
        <Suspense>
          <IgnoreLineDialog line={line} ignore={acts.ignore} onClose={() => setIgnoring(false)} />
        </Suspense>
      )}
    </Section>
  );
}

function Choice({ help, children }: { readonly help: string; readonly children: ReactNode }) {
  return (
    <li className="grid justify-items-start gap-1 py-2">
      {children}
      <span className="text-sm text-ink-2">{help}</span>
    </li>
  );
}
