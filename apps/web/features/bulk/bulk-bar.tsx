"use client";

import { Button } from "@stead/ui/button";
import type { ActiveFilter } from "@stead/ui/filter-bar";
import { Menu } from "@stead/ui/menu";
import { SelectionBar } from "@stead/ui/selection-bar";
import { lazy, Suspense, useState } from "react";
import type { Selection } from "../../lib/use-selection.ts";
import { bulk as text } from "../../messages/en/bulk.ts";
import type { BulkKind, BulkList } from "./bulk-kinds.ts";

const load = () => import("./bulk-dialog.tsx");
const BulkDialog = lazy(load);

type Total = { count: number; isCapped: boolean };
type Props = {
  readonly kinds: readonly BulkKind[];
  readonly list: BulkList;
  readonly q: string | undefined;
  readonly filters: readonly ActiveFilter[];
  readonly selection: Selection;
  readonly shownIds: readonly string[];
  /** Of the whole list. */
  readonly total: Total | undefined;
};

/** How many records are chosen, the way to all that match, and what can be done to them. */
export default function BulkBar(props: Props) {
  const { kinds, list, q, filters, selection, total } = props;
  const [kind, setKind] = useState<BulkKind | null>(null);
  const { ids, isAll, choose } = selection;
  return (
    <>
      <SelectionBar
        count={ids.size}
        {...(isAll && total && { label: text.allSelected(total.count, total.isCapped) })}
        onClear={() => choose({ ids: new Set() })}
      >
        <More {...props} />
        <span onPointerEnter={() => void load()}>
          <Menu
            label={text.actions}
            size="sm"
            variant="primary"
            sections={[
              {
                id: "kinds",
                items: kinds.map((each) => ({
                  id: each,
                  label: text.kinds[each],
                  onSelect: () => setKind(each),
                })),
              },
            ]}
          >
            {text.actions}
          </Menu>
        </span>
      </SelectionBar>
      {kind && (
        <Suspense>
          <BulkDialog
            kind={kind}
            chosen={isAll ? list : { ids: [...ids] }}
            words={[
              ...(q === undefined ? [] : [text.search(q)]),
              ...filters.map(({ label, words }) => `${label}: ${words}`),
            ]}
            onClose={() => setKind(null)}
          />
        </Suspense>
      )}
    </>
  );
}

/** From some rows to all that are shown, and from those to all that match. */
function More({ list, selection, shownIds, total }: Props) {
  const { ids, isAll, choose } = selection;
  if (isAll || total === undefined) return null;
  const all = ids.union(new Set(shownIds));
  if (all.size > ids.size)
    return (
      <Button size="sm" variant="quiet" onClick={() => choose({ ids: all })}>
        {text.selectShown(all.size)}
      </Button>
    );
  if (!total.isCapped && total.count <= ids.size) return null;
  return (
    <Button
      size="sm"
      variant="quiet"
      onClick={({ currentTarget }) => {
        // This button goes away; the focus stays in the bar.
        currentTarget.nextElementSibling?.querySelector("button")?.focus();
        choose({ ids: new Set(), allOf: JSON.stringify(list) });
      }}
    >
      {text.selectAll(total.count, total.isCapped)}
    </Button>
  );
}
