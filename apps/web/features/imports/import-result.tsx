"use client";

import type { ImportDto } from "@stead/contracts/imports";
import { Button, ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Stat, StatRow } from "@stead/ui/stat";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { formatCount } from "../../lib/format.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { imports as text } from "../../messages/en/imports.ts";

const recordsOf = {
  properties: "/properties",
  units: "/units",
  contacts: "/contacts",
  leases: "/leases",
  opening_balances: "/leases",
} as const;

/** What the check found, or what the import did, in numbers; and the button that goes on. */
export function ImportResult({
  record,
  isHalfWay,
  onChanged,
}: {
  readonly record: ImportDto;
  /** Some rows are in, and the others can follow. */
  readonly isHalfWay: boolean;
  readonly onChanged: () => void;
}) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const apply = useMutation(trpc.imports.apply.mutationOptions({ onSuccess: onChanged }));
  const remap = useMutation(trpc.imports.cancel.mutationOptions({ onSettled: () => invalidate("imports") }));
  const changing = record.createCount + record.updateCount;
  return (
    <>
      {apply.error && <Callout tone="bad">{viewError(apply.error).message}</Callout>}
      {record.status === "done" && (
        <Callout
          tone="good"
          title={text.doneTitle(changing)}
          action={<ButtonLink href={recordsOf[record.kind]}>{text.showRecords}</ButtonLink>}
        />
      )}
      {record.status === "undone" && (
        <Callout tone={record.keptCount > 0 ? "warn" : "good"} title={text.undoneTitle(record.undoneCount)}>
          {record.keptCount > 0 ? text.undoneKept(record.keptCount) : text.undoneAll}
        </Callout>
      )}
      {isHalfWay && (
        <div>
          <Button isLoading={apply.isPending} onClick={() => apply.mutate({ id: record.id })}>
            {text.applyRest}
          </Button>
        </div>
      )}
      <StatRow>
        <Stat label={text.rowsRead} value={formatCount(record.rowCount)} />
        <Stat label={text.created} value={formatCount(record.createCount)} />
        <Stat label={text.updated} value={formatCount(record.updateCount)} />
        <Stat label={text.same} value={formatCount(record.sameCount)} />
        <Stat label={text.wrong} value={formatCount(record.errorCount)} />
      </StatRow>
      {record.status === "checked" && (
        <div className="flex flex-wrap items-center gap-3">
          <Button
            variant="primary"
            disabled={changing === 0}
            isLoading={apply.isPending}
            onClick={() => apply.mutate({ id: record.id })}
          >
            {text.apply(changing)}
          </Button>
          <Button isLoading={remap.isPending} onClick={() => remap.mutate({ id: record.id })}>
            {text.remap}
          </Button>
          <p className="text-ink-2">{text.applyHelp}</p>
        </div>
      )}
    </>
  );
}
