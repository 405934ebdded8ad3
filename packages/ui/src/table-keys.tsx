"use client";

import { Dialog } from "./dialog.tsx";
import { Kbd } from "./kbd.tsx";
import { useLabels } from "./labels.tsx";

/** The keys of a list, shown on "?". */
export default function TableKeys({ onClose }: { readonly onClose: () => void }) {
  const labels = useLabels();
  const keys = [
    ["j k", labels.keyMove],
    ["Enter", labels.keyOpen],
    ["Space", labels.keyPeek],
    ["x", labels.keySelect],
    ["X", labels.keySelectAll],
    ["b", labels.keySelection],
    ["/", labels.keyFilter],
    ["?", labels.keyHelp],
  ] as const;
  return (
    <Dialog isOpen onClose={onClose} title={labels.keys}>
      <dl className="grid gap-2">
        {keys.map(([key, meaning]) => (
          <div key={key} className="flex items-center justify-between gap-6">
            <dt className="text-ink-2">{meaning}</dt>
            <dd>
              <Kbd keys={key} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
