"use client";

import type { BreakerDto, RailAccountDto } from "@stead/contracts/rail-accounts";
import { StatusBadge } from "@stead/ui/badge";
import { InstantText } from "@stead/ui/date-text";
import { DescriptionList } from "@stead/ui/description-list";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { rails as text } from "../../messages/en/rails.ts";
import { breakersOf, useBreakers } from "./use-breakers.ts";

export const healthTones = { working: "good", resting: "bad", probing: "warn" } as const;

type AccountProps = { readonly account: RailAccountDto };

/** The health of an account in a word: that of the part which has it worst. */
export function HealthBadge({ account }: AccountProps) {
  const breakers = useBreakers();
  if (breakers === undefined) return null;
  const [worst] = breakersOf(breakers, account);
  if (worst === undefined) return <span className="text-ink-3">{text.isNotCalled}</span>;
  return <StatusBadge tone={healthTones[worst.state]}>{text.healthStates[worst.state]}</StatusBadge>;
}

/** How each part of Stead gets on with the provider: since when, what failed last, and what happens now. */
export function RailHealth({ account }: AccountProps) {
  const breakers = useBreakers();
  const own = breakers && breakersOf(breakers, account);
  return (
    <Section title={text.health} description={text.healthHelp}>
      {own === undefined && <SkeletonText lines={3} />}
      {own?.length === 0 && <p className="text-ink-2">{text.notCalled}</p>}
      <ul className="divide-y divide-line">
        {own?.map((breaker, place) => (
          <li key={`${breaker.process} ${place}`} className="grid grid-cols-1 gap-2 py-3">
            <Breaker breaker={breaker} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Breaker({
  breaker: { process, state, since, probesAt, lastFault },
}: {
  readonly breaker: BreakerDto;
}) {
  const items = [
    { term: text.sinceWhen, value: <InstantText instant={since} /> },
    {
      term: text.lastFault,
      value:
        lastFault === null ? (
          text.noFault
        ) : (
          <>
            {lastFault.text} <span className="mono text-ink-3">{lastFault.code}</span>{" "}
            <InstantText instant={lastFault.at} />
          </>
        ),
    },
    ...(probesAt === null ? [] : [{ term: text.nextProbe, value: <InstantText instant={probesAt} /> }]),
  ];
  return (
    <>
      <p className="flex flex-wrap items-center justify-between gap-x-3">
        <span className="font-medium">{text.processes[process]}</span>
        <StatusBadge tone={healthTones[state]}>{text.healthStates[state]}</StatusBadge>
      </p>
      <p className="text-ink-2">{text.nowHappens[state]}</p>
      <DescriptionList items={items} />
    </>
  );
}
