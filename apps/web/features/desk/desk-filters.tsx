"use client";

import { railIds } from "@stead/contracts/rails";
import { FilterBar } from "@stead/ui/filter-bar";
import { SearchInput } from "@stead/ui/search-input";
import { FilterEditor, filterWords, type ListFilter } from "../../lib/filter-editor.tsx";
import type { ListState } from "../../lib/list-state.ts";
import { desk as text } from "../../messages/en/desk.ts";
import { payments } from "../../messages/en/payments.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import type { ExportSource } from "../exports/export-request.ts";

const rail: ListFilter = {
  id: "rail",
  label: text.rail,
  kind: "options",
  options: railIds.map((value) => ({ value, label: payments.rails[value] })),
};

type FiltersProps = { readonly state: ListState; readonly isBusy: boolean; readonly exported: ExportSource };

/** What the waiting money is narrowed to, and the way of it to a file. */
export function DeskFilters({ state, isBusy, exported }: FiltersProps) {
  const value = state.filters["rail"];
  return (
    <FilterBar
      label={text.list}
      fields={[rail]}
      active={value ? [{ id: rail.id, label: rail.label, words: filterWords(rail, value) }] : []}
      renderEditor={(_id, close) => <FilterEditor filter={rail} state={state} close={close} />}
      onRemove={(id) => state.setFilter(id, null)}
      onClear={() => state.clearFilters()}
      actions={<ExportMenu source={exported} />}
    >
      <SearchInput
        label={text.search}
        value={state.q}
        onChange={(q) => state.setQ(q)}
        hasHotkey
        isBusy={isBusy}
      />
    </FilterBar>
  );
}
