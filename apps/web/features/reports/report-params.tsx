"use client";

import type { ReportInfoDto, ReportParam } from "@stead/contracts/reports";
import { Button } from "@stead/ui/button";
import { DateInput } from "@stead/ui/date-input";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { Select } from "@stead/ui/select";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { leaseOption, LeasePicker, useLease } from "../../lib/lease-picker.tsx";
import type { ListState } from "../../lib/list-state.ts";
import { PropertyPicker } from "../../lib/property-picker.tsx";
import { useSession } from "../../lib/session.tsx";
import { reports as text } from "../../messages/en/reports.ts";

type ParamsProps = {
  readonly info: ReportInfoDto;
  readonly state: ListState;
  /** The days that the report was made of, where nobody chose any. */
  readonly shown: { asOf?: string | undefined; from?: string | undefined; to?: string | undefined };
  readonly currencies: readonly string[];
};

/** The parameters of a report; they live in the address. */
export function ReportParams({ info, state, shown, currencies }: ParamsProps) {
  const takes = (param: ReportParam) => info.params.includes(param);
  const { filters } = state;
  const setFilter = (id: string, value: string | null) => state.setFilter(id, value);
  const currency = filters["currency"] ?? null;
  return (
    <div className="mb-6 flex flex-wrap items-center gap-2 print:hidden">
      {takes("leaseId") && (
        <LeaseChoice id={filters["lease"] ?? null} onChange={(id) => setFilter("lease", id)} />
      )}
      {takes("asOf") && <DayChoice id="asOf" label={text.asOf} state={state} shown={shown.asOf} />}
      {takes("from") && <DayChoice id="from" label={text.from} state={state} shown={shown.from} />}
      {takes("to") && <DayChoice id="to" label={text.to} state={state} shown={shown.to} />}
      {takes("by") && (
        <SegmentedControl
          label={text.by}
          segments={[
            { value: "month", label: text.byMonth },
            { value: "property", label: text.byProperty },
          ]}
          value={filters["by"] ?? "month"}
          onChange={(value) => setFilter("by", value === "month" ? null : value)}
        />
      )}
      {takes("propertyId") && (
        <PropertyChoice id={filters["property"] ?? null} onChange={(id) => setFilter("property", id)} />
      )}
      {takes("currency") && (currencies.length > 1 || currency !== null) && (
        <Select
          aria-label={text.currency}
          className="w-40"
          value={currency ?? ""}
          onChange={(event) => setFilter("currency", event.target.value === "" ? null : event.target.value)}
          options={[
            { value: "", label: text.anyCurrency },
            ...[...new Set([...currencies, ...(currency === null ? [] : [currency])])].map((code) => ({
              value: code,
              label: code,
            })),
          ]}
        />
      )}
    </div>
  );
}

type DayProps = {
  readonly id: "asOf" | "from" | "to";
  readonly label: string;
  readonly state: ListState;
  readonly shown: string | undefined;
};

function DayChoice({ id, label, state, shown }: DayProps) {
  const { today } = useSession();
  const chosen = state.filters[id] ?? null;
  return (
    <div className="flex items-center gap-2">
      <span className="text-ink-2">{label}</span>
      <DateInput
        className="w-36"
        aria-label={label}
        today={today}
        value={chosen ?? shown ?? null}
        onChange={(date) => state.setFilter(id, date)}
      />
      {id === "asOf" && chosen !== null && (
        <Button variant="quiet" onClick={() => state.setFilter(id, null)}>
          {text.today}
        </Button>
      )}
    </div>
  );
}

type ChoiceProps = { readonly id: string | null; readonly onChange: (id: string | null) => void };

function PropertyChoice({ id, onChange }: ChoiceProps) {
  const trpc = useTRPC();
  const property = useQuery(trpc.portfolio.getProperty.queryOptions(id === null ? skipToken : { id }));
  return (
    <div className="w-full sm:w-64">
      <PropertyPicker
        aria-label={text.property}
        placeholder={text.allProperties}
        value={id === null ? null : { value: id, label: property.data?.name ?? "…" }}
        onChange={(option) => onChange(option?.value ?? null)}
      />
    </div>
  );
}

function LeaseChoice({ id, onChange }: ChoiceProps) {
  const lease = useLease(id);
  return (
    <div className="w-full sm:w-80">
      <LeasePicker
        aria-label={text.lease}
        value={id === null ? null : lease.data ? leaseOption(lease.data) : { value: id, label: "…" }}
        onChange={(option) => onChange(option?.value ?? null)}
      />
    </div>
  );
}
