"use client";

import { ButtonLink } from "@stead/ui/button";
import { SidePanel } from "@stead/ui/drawer";
import { deposits as text } from "../../messages/en/deposits.ts";
import { LeaseDeposit } from "./lease-deposit.tsx";

export type DepositPanelProps = {
  readonly leaseId: string;
  readonly tenantName: string;
  readonly onClose: () => void;
};

/** A lease's deposit beside the list. */
export default function DepositPanel({ leaseId, tenantName, onClose }: DepositPanelProps) {
  return (
    <SidePanel
      isOpen
      onClose={onClose}
      title={text.depositOf(tenantName)}
      actions={
        <ButtonLink size="sm" variant="quiet" href={`/leases/${leaseId}`}>
          {text.openLease}
        </ButtonLink>
      }
    >
      <LeaseDeposit key={leaseId} leaseId={leaseId} />
    </SidePanel>
  );
}
