"use client";

import type { PreviewScheduleInput, ScheduleDto } from "@stead/contracts/leases";
import { Callout } from "@stead/ui/callout";
import { joinClasses } from "@stead/ui/class-names";
import { Money } from "@stead/ui/money";
import { SkeletonText } from "@stead/ui/skeleton";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { Explained } from "../../lib/explained.tsx";
import { formatDay, moneyText } from "../../lib/format.ts";
import { useDebounced } from "../../lib/use-debounced.ts";
import { leaseForm as text } from "../../messages/en/lease-form.ts";

type Charge = ScheduleDto["charges"][number];

const totalOf = (charges: readonly Charge[]) =>
  charges.reduce((sum, { netMinor, taxMinor }) => sum + netMinor + taxMinor, 0);

/** What the lease as typed would charge: the first invoice and the schedule, each amount with its arithmetic. */
export function LeasePreview({ input }: { readonly input: PreviewScheduleInput | null }) {
  const trpc = useTRPC();
  const asked = useDebounced(input, 250, JSON.stringify(input));
  const query = useQuery({
    ...trpc.leases.previewSchedule.queryOptions(asked ?? skipToken),
    placeholderData: keepPreviousData,
  });
  const failure = query.error ? viewError(query.error) : null;
  return (
    <section aria-label={text.preview} aria-live="polite" aria-busy={query.isFetching} className="grid gap-5">
      <h2 className="text-lg font-semibold">{text.preview}</h2>
      {input === null && <p className="text-ink-2">{text.previewEmpty}</p>}
      {input !== null && failure && (
        <Callout tone="warn" title={text.previewFailed}>
          {failure.fields.size > 0 ? [...failure.fields.values()].join(" ") : failure.message}
        </Callout>
      )}
      {input !== null && !query.data && !failure && <SkeletonText lines={8} />}
      {input !== null && asked !== null && query.data && (
        <div
          className={joinClasses("grid gap-5", query.isPlaceholderData && "opacity-60 transition-opacity")}
        >
          <FirstInvoice input={asked} charges={query.data.charges} />
          <Upcoming charges={query.data.charges} currency={query.data.currency} />
        </div>
      )}
    </section>
  );
}

type FirstInvoiceProps = { input: PreviewScheduleInput; charges: readonly Charge[] };

/** What the tenant pays at the beginning: the deposit by itself, and all that begins with the first day. */
function FirstInvoice({ input, charges }: FirstInvoiceProps) {
  const { currency, startOn } = input;
  const firstOn = input.billFromOn ?? startOn;
  const lines = charges.filter(({ kind, periodStart }) => kind !== "deposit" && periodStart === firstOn);
  const depositMinor = input.depositMinor ?? 0;
  const due = lines[0]?.dueOn ?? firstOn;
  return (
    <div className="rounded-md border bg-surface p-4">
      <div className="flex items-baseline justify-between gap-4">
        <h3 className="font-semibold">{text.firstInvoice}</h3>
        <span className="text-sm text-ink-3">{text.due(formatDay(due))}</span>
      </div>
      <ul className="mt-2 grid gap-1">
        {lines.map((charge) => (
          <ChargeLine
            key={`${charge.description}${charge.periodStart}`}
            charge={charge}
            currency={currency}
          />
        ))}
      </ul>
      <SumLine label={text.total} amountMinor={totalOf(lines)} currency={currency} />
      {depositMinor > 0 && (
        <p className="mt-3 flex justify-between gap-4">
          <span>{text.depositInvoice}</span>
          <Money amountMinor={depositMinor} currency={currency} />
        </p>
      )}
      <SumLine
        label={text.toMoveIn}
        amountMinor={totalOf(lines) + depositMinor}
        currency={currency}
        isLarge
      />
    </div>
  );
}

function ChargeLine({ charge, currency }: { readonly charge: Charge; readonly currency: string }) {
  const { description, periodStart, periodEnd, netMinor, taxMinor, isProrated, explanation } = charge;
  return (
    <li>
      <div className="flex justify-between gap-4">
        <span>
          {description}
          <span className="block text-sm text-ink-3">
            {formatDay(periodStart)} – {formatDay(periodEnd)}
          </span>
        </span>
        <Explained title={description} explanation={explanation}>
          <Money amountMinor={netMinor + taxMinor} currency={currency} />
        </Explained>
      </div>
      {isProrated &&
        explanation.steps.map((step) => (
          <p key={step} className="text-sm text-ink-2 tabular-nums">
            {step}
          </p>
        ))}
    </li>
  );
}

type SumLineProps = { label: string; amountMinor: number; currency: string; isLarge?: boolean };

function SumLine({ label, amountMinor, currency, isLarge = false }: SumLineProps) {
  return (
    <p
      className={joinClasses(
        "mt-2 flex justify-between gap-4 border-t pt-2 font-semibold tabular-nums",
        isLarge && "text-lg",
      )}
    >
      <span>{label}</span>
      <span>{moneyText(amountMinor, currency)}</span>
    </p>
  );
}

/** The due days to come, with what is charged on each. */
function Upcoming({ charges, currency }: { readonly charges: readonly Charge[]; readonly currency: string }) {
  const days = [
    ...Map.groupBy(
      charges.filter(({ kind }) => kind !== "deposit"),
      ({ dueOn }) => dueOn,
    ),
  ];
  if (days.length === 0) return <p className="text-ink-2">{text.nothingDue}</p>;
  return (
    <div>
      <h3 className="font-semibold">{text.schedule}</h3>
      <p className="text-sm text-ink-3">{text.next(days.length)}</p>
      <ul className="mt-2 tabular-nums">
        {days.map(([dueOn, due]) => (
          <li key={dueOn} className="grid gap-0.5 border-b py-1.5 last:border-b-0">
            <div className="flex justify-between gap-4 font-medium">
              <span>{formatDay(dueOn)}</span>
              <Money amountMinor={totalOf(due)} currency={currency} />
            </div>
            {due.map((charge) => (
              <div
                key={`${charge.description}${charge.periodStart}`}
                className="flex justify-between gap-4 text-sm text-ink-2"
              >
                <span className="min-w-0 truncate">
                  {charge.description}
                  {charge.isProrated && ` (${text.prorated})`}
                </span>
                <Explained title={charge.description} explanation={charge.explanation}>
                  <Money amountMinor={charge.netMinor + charge.taxMinor} currency={currency} />
                </Explained>
              </div>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}
