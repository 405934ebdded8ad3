"use client";

import type { RailAccountDto } from "@stead/contracts/rail-accounts";
import { railDescriptor, railIds, type RailId } from "@stead/contracts/rails";
import { Field, FieldGrid } from "@stead/ui/field";
import { Select } from "@stead/ui/select";
import { Switch } from "@stead/ui/switch";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { oneOf } from "../../lib/list-state.ts";
import { sentence } from "../../lib/sentence.ts";
import { useSession } from "../../lib/session.tsx";
import { payments } from "../../messages/en/payments.ts";
import { rails as text } from "../../messages/en/rails.ts";
import { RailSettingField } from "./rail-setting-field.tsx";
import { useShowAccount } from "./use-rail-account.ts";

type DialogProps = {
  /** The account that is edited; null adds one. */
  readonly account: RailAccountDto | null;
  readonly onClose: () => void;
  readonly onSaved?: (account: RailAccountDto) => void;
};

type Draft = {
  rail: RailId;
  account: string;
  label: string;
  currency: string;
  /** What was typed: secrets that are left alone are missing. */
  settings: Record<string, string>;
  refusesUnknown: boolean;
};

const currencyOf = (rail: RailId, own: string) => {
  const { currencies } = railDescriptor(rail);
  return currencies === null || currencies.includes(own) ? own : (currencies[0] ?? own);
};

function draftOf(account: RailAccountDto | null, currency: string): Draft {
  if (account !== null) return { ...account, settings: {} };
  const rail = railIds[0];
  const { name } = railDescriptor(rail);
  return {
    rail,
    account: "",
    label: name,
    currency: currencyOf(rail, currency),
    settings: {},
    refusesUnknown: false,
  };
}

/** What was typed; a secret that was typed and emptied again is kept as it is. */
function changedSettings({ rail, settings }: Draft): Record<string, string> {
  const { settings: described } = railDescriptor(rail);
  const secrets = new Set(described.filter(({ isSecret }) => isSecret).map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => value !== "" || !secrets.has(name)),
  );
}

/** Adds or edits an account with a provider; the fields are those that its rail describes. */
export default function RailAccountDialog({ account, onClose, onSaved }: DialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const show = useShowAccount();
  const own = useSession().agency.currency;
  const [draft, setDraft] = useState(() => draftOf(account, own));
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const done = (saved: RailAccountDto, title: string) => {
    notify({ title, tone: "good" });
    onSaved?.(saved);
    onClose();
  };
  const create = useMutation(
    trpc.rails.create.mutationOptions({
      onSuccess: async (saved) => {
        await invalidate("rails");
        done(saved, text.added);
      },
    }),
  );
  const update = useMutation(
    trpc.rails.update.mutationOptions({
      onSuccess: (saved) => {
        show(saved);
        done(saved, text.saved);
      },
    }),
  );
  const { error } = account === null ? create : update;
  const submit = () => {
    if (account === null) create.mutate(draft);
    else {
      const { label, refusesUnknown } = draft;
      const { id, version } = account;
      update.mutate({ id, version, label, settings: changedSettings(draft), refusesUnknown });
    }
  };
  const { settings } = railDescriptor(draft.rail);
  const shown = ["account", "label", "currency", ...settings.map(({ name }) => `settings.${name}`)];
  const reload = async () => {
    await queryClient.invalidateQueries({ queryKey: trpc.rails.pathKey() });
    update.reset();
  };
  return (
    <FormDialog
      size="lg"
      title={account === null ? text.addTitle : text.editTitle(account.label)}
      submitLabel={account === null ? text.add : text.save}
      isBusy={create.isPending || update.isPending}
      error={error}
      shown={shown}
      {...(account !== null && { onReload: () => void reload() })}
      onClose={onClose}
      onSubmit={submit}
    >
      <Identity draft={draft} set={set} isNew={account === null} error={error} />
      {settings.map((setting) => (
        <RailSettingField
          key={`${draft.rail}.${setting.name}`}
          setting={setting}
          kept={account?.settings[setting.name] ?? null}
          typed={draft.settings[setting.name]}
          error={fieldError(error, `settings.${setting.name}`)}
          onType={(value) => set({ settings: { ...draft.settings, [setting.name]: value } })}
        />
      ))}
      {railDescriptor(draft.rail).capabilities.includes("validate") && (
        <Switch
          label={text.refusesUnknown}
          help={text.refusesUnknownHelp}
          checked={draft.refusesUnknown}
          onChange={(event) => set({ refusesUnknown: event.target.checked })}
        />
      )}
    </FormDialog>
  );
}

type IdentityProps = {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
  readonly isNew: boolean;
  readonly error: unknown;
};

const railOptions = railIds.map((value) => ({ value, label: payments.rails[value] }));

/** Which account it is; only its name changes later. */
function Identity({ draft, set, isNew, error }: IdentityProps) {
  const own = useSession().agency.currency;
  const { accountLabel, accountRule, currencies } = railDescriptor(draft.rail);
  const chooseRail = (value: string) => {
    const rail = oneOf(railIds, value);
    if (rail === undefined) return;
    const { name } = railDescriptor(rail);
    set({
      rail,
      label: name,
      account: "",
      currency: currencyOf(rail, own),
      settings: {},
      refusesUnknown: false,
    });
  };
  return (
    <FieldGrid>
      {isNew && (
        <Field label={text.provider} isRequired>
          <Select
            options={railOptions}
            value={draft.rail}
            onChange={(event) => chooseRail(event.target.value)}
          />
        </Field>
      )}
      <Field label={text.label} help={text.labelHelp} isRequired error={fieldError(error, "label")}>
        <TextInput
          value={draft.label}
          maxLength={200}
          onChange={(event) => set({ label: event.target.value })}
        />
      </Field>
      {isNew && (
        <Field
          label={accountLabel}
          help={sentence(accountRule)}
          isRequired
          error={fieldError(error, "account")}
        >
          <TextInput
            value={draft.account}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => set({ account: event.target.value.trim() })}
          />
        </Field>
      )}
      {isNew && (
        <Field label={text.currency} isRequired error={fieldError(error, "currency")}>
          {currencies === null ? (
            <TextInput
              value={draft.currency}
              maxLength={3}
              onChange={(event) => set({ currency: event.target.value.toUpperCase() })}
            />
          ) : (
            <Select
              options={currencies.map((value) => ({ value, label: value }))}
              value={draft.currency}
              onChange={(event) => set({ currency: event.target.value })}
            />
          )}
        </Field>
      )}
    </FieldGrid>
  );
}
