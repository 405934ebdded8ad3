"use client";

import { Dialog } from "@stead/ui/dialog";
import { Field } from "@stead/ui/field";
import { useState } from "react";
import { LeasePicker } from "../../lib/lease-picker.tsx";
import { collect as text, collecting } from "../../messages/en/collecting.ts";
import CollectDialog from "./collect-dialog.tsx";

/** Asks for money where no lease is open yet: whose it is comes first. */
export default function CollectFromDialog({ onClose }: { readonly onClose: () => void }) {
  const [leaseId, setLeaseId] = useState<string | null>(null);
  if (leaseId !== null) return <CollectDialog leaseId={leaseId} onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} title={text.fromWhom}>
      <Field label={collecting.lease} help={text.fromWhomHelp}>
        <LeasePicker value={null} onChange={(picked) => setLeaseId(picked?.value ?? null)} />
      </Field>
    </Dialog>
  );
}
