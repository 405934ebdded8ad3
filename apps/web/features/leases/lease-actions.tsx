"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { Button, ButtonLink } from "@stead/ui/button";
import { Menu, type MenuItem } from "@stead/ui/menu";
import Ellipsis from "lucide-react/icons/ellipsis";
import { lazy, Suspense, useState } from "react";
import { useCan } from "../../lib/session.tsx";
import { collect } from "../../messages/en/collecting.ts";
import { leaseActions as text } from "../../messages/en/lease-actions.ts";
import { useWithdrawNotice } from "./use-withdraw-notice.ts";

const loaders = {
  activate: () => import("./activate-dialog.tsx"),
  cancel: () => import("./cancel-dialog.tsx"),
  amend: () => import("./amend-dialog.tsx"),
  notice: () => import("./notice-dialog.tsx"),
  end: () => import("./end-dialog.tsx"),
  renew: () => import("./renew-dialog.tsx"),
  charge: () => import("../billing/charge-once-dialog.tsx"),
};
const loadCollect = () => import("../collecting/collect-dialog.tsx");
const CollectDialog = lazy(loadCollect);
type Action = keyof typeof loaders;

const dialogs = {
  activate: lazy(loaders.activate),
  cancel: lazy(loaders.cancel),
  amend: lazy(loaders.amend),
  notice: lazy(loaders.notice),
  end: lazy(loaders.end),
  renew: lazy(loaders.renew),
  charge: lazy(loaders.charge),
};

/** What can be done with a lease in its state, the most likely thing last. */
export function LeaseActions({ lease }: { readonly lease: LeaseDto }) {
  const [open, setOpen] = useState<Action | null>(null);
  const Dialog = open === null ? null : dialogs[open];
  const isDraft = lease.status === "draft" || lease.status === "pending_signature";
  return (
    <>
      {isDraft ? (
        <DraftActions lease={lease} onOpen={setOpen} />
      ) : (
        <RunningActions lease={lease} onOpen={setOpen} />
      )}
      {Dialog && (
        <Suspense>
          <Dialog lease={lease} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </>
  );
}

type ActionsProps = { lease: LeaseDto; onOpen: (action: Action) => void };

function DraftActions({ lease, onOpen }: ActionsProps) {
  if (!useCan("leases:write")) return null;
  const cancel = { id: "cancel", label: text.cancelDraft, onSelect: () => onOpen("cancel") };
  return (
    <>
      <Menu label={text.more} icon={<Ellipsis />} sections={[{ id: "draft", items: [cancel] }]} />
      <ButtonLink href={`/leases/${lease.id}/edit`}>{text.editDraft}</ButtonLink>
      <ActionButton action="activate" label={text.activate} onOpen={onOpen} isMain />
    </>
  );
}

function RunningActions({ lease, onOpen }: ActionsProps) {
  const canWrite = useCan("leases:write");
  const canBill = useCan("billing:write");
  const canPay = useCan("payments:write");
  const [isCollecting, setCollecting] = useState(false);
  const withdrawNotice = useWithdrawNotice(lease);
  const { status } = lease;
  const isRunning = status === "active" || status === "notice";
  const item = (action: Action, label: string): MenuItem => ({
    id: action,
    label,
    onSelect: () => onOpen(action),
  });
  const changes: MenuItem[] = [
    ...(status === "notice" ? [item("amend", text.amend)] : []),
    ...(lease.renewedToId === null ? [item("renew", text.renew)] : []),
    ...(status === "active" ? [item("notice", text.giveNotice)] : []),
    ...(status === "notice"
      ? [{ id: "withdraw", label: text.withdrawNotice, onSelect: withdrawNotice }]
      : []),
  ];
  const end: MenuItem[] = status === "active" ? [{ ...item("end", text.end), tone: "bad" }] : [];
  const sections = [
    { id: "terms", items: canWrite && isRunning ? changes : [] },
    { id: "money", items: canBill && status !== "cancelled" ? [item("charge", text.chargeOnce)] : [] },
    { id: "end", items: canWrite ? end : [] },
  ].filter(({ items }) => items.length > 0);
  return (
    <>
      {sections.length > 0 && <Menu label={text.more} icon={<Ellipsis />} sections={sections} />}
      {canWrite && status === "active" && <ActionButton action="amend" label={text.amend} onOpen={onOpen} />}
      {canWrite && status === "notice" && <ActionButton action="end" label={text.end} onOpen={onOpen} />}
      {canPay && status !== "cancelled" && (
        <>
          <ButtonLink href={`/payments/new?lease=${lease.id}`}>{text.recordPayment}</ButtonLink>
          <Button
            variant="primary"
            onPointerEnter={() => void loadCollect()}
            onFocus={() => void loadCollect()}
            onClick={() => setCollecting(true)}
          >
            {collect.collect}
          </Button>
        </>
      )}
      {isCollecting && (
        <Suspense>
          <CollectDialog leaseId={lease.id} onClose={() => setCollecting(false)} />
        </Suspense>
      )}
    </>
  );
}

type ActionButtonProps = {
  action: Action;
  label: string;
  onOpen: (action: Action) => void;
  isMain?: boolean;
};

/** Opens a dialog whose script is loaded when the button is pointed at. */
function ActionButton({ action, label, onOpen, isMain = false }: ActionButtonProps) {
  const load = () => void loaders[action]();
  return (
    <Button
      variant={isMain ? "primary" : "secondary"}
      onPointerEnter={load}
      onFocus={load}
      onClick={() => onOpen(action)}
    >
      {label}
    </Button>
  );
}
