"use client";

import type { SuggestionDto } from "@stead/contracts/desk";
import { Badge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { Kbd } from "@stead/ui/kbd";
import { TextLink } from "@stead/ui/link";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { moneyText } from "../../lib/format.ts";
import { QueryFailure, type FailedQuery } from "../../lib/query-failure.tsx";
import { desk as text } from "../../messages/en/desk.ts";

type SuggestionsProps = {
  readonly query: FailedQuery & { data: { items: SuggestionDto[] } | undefined };
  readonly currency: string;
  readonly canAssign: boolean;
  readonly onAssign: (suggestion: SuggestionDto) => void;
};

/** Whether the first is likelier than the next: of equals, a person says which. */
export function isClear([first, second]: readonly SuggestionDto[]): boolean {
  return first !== undefined && (second === undefined || first.score > second.score);
}

/** The leases that waiting money is likely for, each with why. */
export function DeskSuggestions({ query, currency, canAssign, onAssign }: SuggestionsProps) {
  const items = query.data?.items;
  const hasFavourite = items !== undefined && isClear(items);
  return (
    <Section title={text.suggestions}>
      {items === undefined && (query.error ? <QueryFailure query={query} /> : <SkeletonText lines={4} />)}
      {items?.length === 0 && (
        <div className="text-ink-2">
          <p className="font-medium">{text.noSuggestions}</p>
          <p>{text.noSuggestionsHelp}</p>
        </div>
      )}
      <ol aria-label={text.suggestions} className="divide-y divide-line">
        {items?.map((item, index) => (
          <li key={item.leaseId} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-3">
            <div className="min-w-0 flex-1 basis-56">
              <p className="flex flex-wrap items-baseline gap-x-3">
                <TextLink href={`/leases/${item.leaseId}`}>{item.tenantName}</TextLink>
                <span className="text-ink-2">
                  {[item.unitLabel, item.propertyName].filter(Boolean).join(", ")}
                </span>
              </p>
              <p className="text-sm text-ink-2">
                <span className="mono">{item.reference}</span> ·{" "}
                {item.openMinor > 0 ? text.open(moneyText(item.openMinor, currency)) : text.nothingOpen}
              </p>
              <p className="mt-1.5 flex flex-wrap gap-1.5">
                {item.reasons.map((reason) => (
                  <Badge key={reason.kind} tone={index === 0 && hasFavourite ? "accent" : "neutral"}>
                    {reason.text}
                  </Badge>
                ))}
              </p>
            </div>
            {canAssign && (
              <Button
                size="sm"
                variant={index === 0 && hasFavourite ? "primary" : "secondary"}
                aria-label={text.assignTo(item.tenantName)}
                onClick={() => onAssign(item)}
              >
                {text.assign}
                {index < 9 && (
                  <span className="ml-1.5 max-lg:hidden">
                    <Kbd keys={index === 0 && hasFavourite ? "Enter" : String(index + 1)} />
                  </span>
                )}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}
