"use client";

import type { RailAccountDto } from "@stead/contracts/rail-accounts";
import { railDescriptor } from "@stead/contracts/rails";
import { Badge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { CopyText } from "@stead/ui/copy-text";
import { InstantText } from "@stead/ui/date-text";
import { DescriptionList } from "@stead/ui/description-list";
import { Drawer } from "@stead/ui/drawer";
import { Section } from "@stead/ui/section";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { payments } from "../../messages/en/payments.ts";
import { rails as text } from "../../messages/en/rails.ts";
import { RailCallbacks } from "./rail-callbacks.tsx";
import { RailHealth } from "./rail-health.tsx";
import { RailFailures } from "./rail-failures.tsx";
import { useCanChangeRails, useShowAccount, useSwitchAccount } from "./use-rail-account.ts";

const loadDialog = () => import("./rail-account-dialog.tsx");
const RailAccountDialog = lazy(loadDialog);

type AccountProps = { readonly account: RailAccountDto };

/** One account with a provider: whether it works, where it is called, its settings, and what failed. */
export default function RailAccountDrawer({
  account,
  onClose,
}: AccountProps & { readonly onClose: () => void }) {
  const canWrite = useCanChangeRails();
  const switchAccount = useSwitchAccount();
  const [isEditing, setEditing] = useState(false);
  const footer = canWrite && (
    <>
      <Button onClick={() => switchAccount(account)}>
        {account.isActive ? text.switchOff : text.switchOn}
      </Button>
      <Button
        variant="primary"
        onPointerEnter={() => void loadDialog()}
        onFocus={() => void loadDialog()}
        onClick={() => setEditing(true)}
      >
        {text.edit}
      </Button>
    </>
  );
  return (
    <Drawer isOpen size="lg" onClose={onClose} title={account.label} footer={footer}>
      <div className="grid grid-cols-1 gap-7">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">
          <Badge tone={account.isActive ? "good" : "neutral"}>{account.isActive ? text.on : text.off}</Badge>
          <span>{payments.rails[account.rail]}</span>
          <CopyText text={account.account} />
          <span>{account.currency}</span>
        </p>
        {!account.isActive && <Callout tone="warn">{text.offNote}</Callout>}
        {account.unreadable !== null && <Unreadable unreadable={account.unreadable} />}
        <Connection account={account} canWrite={canWrite} />
        <RailHealth account={account} />
        <RailCallbacks account={account} canWrite={canWrite} />
        <Settings account={account} />
        <RailFailures accountId={account.id} />
      </div>
      {isEditing && (
        <Suspense>
          <RailAccountDialog account={account} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </Drawer>
  );
}

function Unreadable({
  unreadable: { count, seenAt },
}: {
  readonly unreadable: NonNullable<RailAccountDto["unreadable"]>;
}) {
  return (
    <Callout tone="warn" title={text.unreadable(count)}>
      <p>{text.unreadableHelp}</p>
      <p className="text-sm">
        <InstantText instant={seenAt} />
      </p>
    </Callout>
  );
}

function Connection({ account, canWrite }: AccountProps & { readonly canWrite: boolean }) {
  const trpc = useTRPC();
  const show = useShowAccount();
  const test = useMutation(trpc.rails.test.mutationOptions({ onSuccess: (answer) => show(answer.account) }));
  const { testResult, testedAt } = account;
  return (
    <Section
      title={text.connection}
      description={text.connectionHelp}
      actions={
        canWrite && (
          <Button size="sm" isLoading={test.isPending} onClick={() => test.mutate({ id: account.id })}>
            {text.test}
          </Button>
        )
      }
    >
      <div className="grid grid-cols-1 gap-2">
        {test.error && (
          <Callout tone="bad" title={text.noAnswer}>
            {viewError(test.error).message}
          </Callout>
        )}
        {testResult === null ? (
          <p className="text-ink-2">{text.never}</p>
        ) : (
          <Callout
            tone={testResult.isOk ? "good" : "bad"}
            title={testResult.isOk ? text.testOk : text.testFailed}
          >
            <p>{testResult.text}</p>
            {testedAt && (
              <p className="text-sm">
                <InstantText instant={testedAt} />
              </p>
            )}
          </Callout>
        )}
      </div>
    </Section>
  );
}

function Settings({ account }: AccountProps) {
  const { settings, capabilities } = railDescriptor(account.rail);
  const items = settings.map(({ name, label }) => ({
    term: label,
    value: account.settings[name] ? (
      <span className="mono break-all whitespace-pre-wrap">{account.settings[name]}</span>
    ) : (
      <span className="text-ink-3">{text.noSecret}</span>
    ),
  }));
  const refuses = { term: text.refuses, value: account.refusesUnknown ? text.refusesYes : text.refusesNo };
  return (
    <Section title={text.settings}>
      <DescriptionList items={capabilities.includes("validate") ? [...items, refuses] : items} />
    </Section>
  );
}
