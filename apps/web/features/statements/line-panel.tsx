"use client";

import type { StatementLineDto } from "@stead/contracts/statements";
import { Button, ButtonLink } from "@stead/ui/button";
import { CopyText } from "@stead/ui/copy-text";
import { CivilDateText, InstantText } from "@stead/ui/date-text";
import { DescriptionList, type Description } from "@stead/ui/description-list";
import { SidePanel } from "@stead/ui/drawer";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan } from "../../lib/session.tsx";
import { line as text, lines } from "../../messages/en/statements.ts";
import { LineActions } from "./line-actions.tsx";
import { LineRecord } from "./line-record.tsx";
import { LineBadge } from "./statement-state.tsx";
import { useLineActs, type LineActs } from "./use-line-change.ts";

const UndoLineDialog = lazy(() => import("./undo-line-dialog.tsx"));

type PanelProps = { readonly lineId: string; readonly onClose: () => void };

/** One movement of an account beside the list: what the statement says, what became of it, what it may be. */
export default function LinePanel({ lineId, onClose }: PanelProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.statements.getLine.queryOptions({ id: lineId }));
  const line = query.data;
  return (
    <SidePanel
      isOpen
      onClose={onClose}
      title={line === undefined ? text.loading : text.title(formatDay(line.bookedOn))}
      actions={
        line && (
          <ButtonLink size="sm" variant="quiet" href={`/statements/${line.statementId}`}>
            {text.openStatement}
          </ButtonLink>
        )
      }
    >
      {line && <Line line={line} />}
      {!line && (query.error ? <QueryFailure query={query} /> : <SkeletonText lines={8} />)}
    </SidePanel>
  );
}

function Line({ line }: { readonly line: StatementLineDto }) {
  const canDecide = useCan("payments:write");
  const acts = useLineActs();
  const isOpen = line.state === "waiting" || line.state === "new";
  return (
    <div className="grid gap-6">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <Money
          amountMinor={line.amountMinor}
          currency={line.currency}
          hasCurrency
          className="text-xl font-semibold"
        />
        <LineBadge state={line.state} />
      </p>
      {line.note && <p className="text-pretty">{line.note}</p>}
      {!isOpen && <Became line={line} acts={acts} canUndo={canDecide} />}
      {isOpen && canDecide && <LineActions line={line} acts={acts} />}
      <Facts line={line} />
    </div>
  );
}

type BecameProps = {
  readonly line: StatementLineDto;
  readonly acts: LineActs;
  readonly canUndo: boolean;
};

function Became({ line, acts, canUndo }: BecameProps) {
  const [isUndoing, setUndoing] = useState(false);
  const hasRecord = line.state !== "ignored";
  return (
    <Section
      title={text.became}
      actions={
        canUndo && (
          <Button size="sm" onClick={() => setUndoing(true)}>
            {text.undo}
          </Button>
        )
      }
    >
      {hasRecord && (
        <div className="grid gap-2">
          <LineRecord line={line} />
          {line.isAtDesk && <p className="text-ink-2">{text.atDesk}</p>}
        </div>
      )}
      {!hasRecord && <p className="text-ink-2">{lines.states.ignored}</p>}
      {isUndoing && (
        <Suspense>
          <UndoLineDialog line={line} undo={acts.undo} onClose={() => setUndoing(false)} />
        </Suspense>
      )}
    </Section>
  );
}

function Facts({ line }: { readonly line: StatementLineDto }) {
  const items: Description[] = [
    { term: text.counterparty, value: line.counterparty },
    { term: text.reference, value: line.reference && <CopyText text={line.reference} /> },
    { term: text.bankNumber, value: line.externalId && <CopyText text={line.externalId} /> },
    { term: text.text, value: line.text && <span className="break-words">{line.text}</span> },
    { term: text.kind, value: lines.kinds[line.kind] },
    { term: lines.account, value: line.accountLabel },
    {
      term: text.at,
      value: line.occurredAt ? (
        <InstantText instant={line.occurredAt} />
      ) : (
        <CivilDateText date={line.bookedOn} />
      ),
    },
    { term: text.place, value: text.placeOf(line.lineNo) },
  ];
  return (
    <Section title={text.facts}>
      <DescriptionList items={items.filter(({ value }) => Boolean(value))} />
    </Section>
  );
}
