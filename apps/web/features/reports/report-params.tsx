"use client";

import type { ReportInfoDto, ReportParam } from "@stead/contracts/reports";
import { Button } from "@stead/ui/button";
import { DateInput } from "@stead/ui/date-input";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { Select } from "@stead/ui/select";
import type { ListState } from "../../lib/list-state.ts";
import { useSession } from "../../lib/session.tsx";
import { reports as text } from "../../messages/en/reports.ts";
import { LeaseChoice, PropertyChoice } from "./record-choices.tsx";

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
        <div className="w-full sm:w-80">
          <LeaseChoice id={filters["lease"] ?? null} onChange={(id) => setFilter("lease", id)} />
        </div>
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
        <div className="w-full sm:w-64">
          <PropertyChoice id={filters["property"] ?? null} onChange={(id) => setFilter("property", id)} />
        </div>
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
