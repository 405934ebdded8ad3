"use client";

import { Menu } from "@stead/ui/menu";
import { SelectionBar } from "@stead/ui/selection-bar";
import { lazy, Suspense, useState } from "react";
import { bulk as text } from "../../messages/en/bulk.ts";
import type { BulkKind } from "./bulk-kinds.ts";

const load = () => import("./bulk-dialog.tsx");
const BulkDialog = lazy(load);

type Props = {
  readonly kinds: readonly BulkKind[];
  readonly ids: ReadonlySet<string>;
  readonly onClear: () => void;
};

/** How many records are chosen, and what can be done to them. */
export default function BulkBar({ kinds, ids, onClear }: Props) {
  const [kind, setKind] = useState<BulkKind | null>(null);
  return (
    <>
      <SelectionBar count={ids.size} onClear={onClear}>
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
          <BulkDialog kind={kind} ids={[...ids]} onClose={() => setKind(null)} />
        </Suspense>
      )}
    </>
  );
}
