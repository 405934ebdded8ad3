"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { InstantText } from "@stead/ui/date-text";
import { Timeline } from "@stead/ui/timeline";
import { formatDay } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { leaseTabs as text } from "../../messages/en/lease-tabs.ts";

const isoDays = /\d{4}-\d{2}-\d{2}/g;

/** A value of a change as people read it: days in words, nothing as a word. */
function shown(value: string): string {
  return value === "" ? text.nothing : value.replaceAll(isoDays, formatDay);
}

/** Every version of the terms, the newest first: from which day, why, and what changed. */
export function LeaseVersions({ lease }: { readonly lease: LeaseDto }) {
  const { agency } = useSession();
  if (lease.versions.length === 0) return <p className="text-ink-2">{text.noChanges}</p>;
  return (
    <Timeline
      label={text.changes}
      events={lease.versions.map(({ version, effectiveOn, reason, createdAt, changes }) => ({
        id: String(version),
        title: (
          <>
            {reason} <span className="font-normal text-ink-2">{text.effective(formatDay(effectiveOn))}</span>
          </>
        ),
        at: <InstantText instant={createdAt} zone={agency.timeZone} />,
        children: changes.length > 0 && (
          <dl className="grid gap-0.5">
            {changes.map(({ field, before, after }, index) => (
              <div key={index} className="flex flex-wrap gap-x-2">
                <dt className="text-ink-3">{field}</dt>
                <dd>{text.changed(shown(before), shown(after))}</dd>
              </div>
            ))}
          </dl>
        ),
      }))}
    />
  );
}
