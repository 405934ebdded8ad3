"use client";

import { Button } from "@stead/ui/button";
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
  /** What narrows the list, as people say it. */
  readonly words: readonly string[];
  readonly selection: Selection;
  /** Of the whole list. */
  readonly total: Total | undefined;
};

/** How many records are chosen, the way to all that match, and what can be done to them. */
export default function BulkBar({ kinds, list, words, selection, total }: Props) {
  const [kind, setKind] = useState<BulkKind | null>(null);
  const { ids, isAll, clear } = selection;
  return (
    <>
      <SelectionBar
        count={ids.size}
        {...(isAll && total && { label: text.allSelected(total.count, total.isCapped) })}
        onClear={clear}
      >
        <More selection={selection} total={total} />
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
            words={words}
            onClose={() => setKind(null)}
          />
        </Suspense>
      )}
    </>
  );
}

/** From some rows to all that are shown, and from those to all that match. */
function More({ selection, total }: Pick<Props, "selection" | "total">) {
  const { ids, isAll, unchosenCount, chooseShown, chooseAll } = selection;
  if (isAll || total === undefined) return null;
  if (unchosenCount > 0)
    return (
      <Button size="sm" variant="quiet" onClick={chooseShown}>
        {text.selectShown(ids.size + unchosenCount)}
      </Button>
    );
  if (!total.isCapped && total.count <= ids.size) return null;
  return (
    <Button size="sm" variant="quiet" onClick={chooseAll}>
      {text.selectAll(total.count, total.isCapped)}
    </Button>
  );
}
