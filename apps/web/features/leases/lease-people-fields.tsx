"use client";

import { Button, IconButton } from "@stead/ui/button";
import type { ComboboxOption } from "@stead/ui/combobox";
import { Field } from "@stead/ui/field";
import { Section } from "@stead/ui/section";
import { Select } from "@stead/ui/select";
import Plus from "lucide-react/icons/plus";
import X from "lucide-react/icons/x";
import { lazy, Suspense, useState } from "react";
import { ContactPicker } from "../../lib/contact-picker.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { useCan } from "../../lib/session.tsx";
import { UnitPicker } from "../../lib/unit-picker.tsx";
import { leaseForm as text } from "../../messages/en/lease-form.ts";
import type { PartyValues } from "./lease-form.ts";

const loadNewContact = () => import("../contacts/contact-dialogs.tsx");
const NewContactDialog = lazy(async () => ({ default: (await loadNewContact()).NewContactDialog }));
const roleOptions = optionsOf(text.partyRoles);

export type People = { unit: ComboboxOption | null; contact: ComboboxOption | null; parties: PartyValues[] };

export type LeasePeopleFieldsProps = {
  values: People;
  onChange: (patch: Partial<People>) => void;
  error: unknown;
};

/** Which unit, which tenant, and who else is on the lease. */
export function LeasePeopleFields({ values, onChange, error }: LeasePeopleFieldsProps) {
  const canAddContact = useCan("contacts:write");
  const [isAdding, setAdding] = useState(false);
  const { unit, contact, parties } = values;
  const changeParty = (key: string, patch: Partial<PartyValues>) =>
    onChange({ parties: parties.map((party) => (party.key === key ? { ...party, ...patch } : party)) });
  return (
    <Section title={text.whoAndWhere}>
      <div className="grid gap-4">
        <Field label={text.unit} isRequired error={fieldError(error, "unitId")}>
          <UnitPicker isVacantFirst value={unit} onChange={(option) => onChange({ unit: option })} />
        </Field>
        <Field
          label={text.tenant}
          isRequired
          error={fieldError(error, "contactId")}
          aside={
            canAddContact && (
              <Button
                size="sm"
                variant="quiet"
                icon={<Plus />}
                onPointerEnter={() => void loadNewContact()}
                onFocus={() => void loadNewContact()}
                onClick={() => setAdding(true)}
              >
                {text.newTenant}
              </Button>
            )
          }
        >
          <ContactPicker value={contact} onChange={(option) => onChange({ contact: option })} />
        </Field>
        {parties.map((party, index) => (
          <PartyRow
            key={party.key}
            party={party}
            error={fieldError(error, `parties.${index}.contactId`)}
            onChange={(patch) => changeParty(party.key, patch)}
            onRemove={() => onChange({ parties: parties.filter(({ key }) => key !== party.key) })}
          />
        ))}
        <div>
          <Button
            size="sm"
            icon={<Plus />}
            onClick={() =>
              onChange({ parties: [...parties, { key: crypto.randomUUID(), contact: null, role: "tenant" }] })
            }
          >
            {text.addParty}
          </Button>
        </div>
      </div>
      {isAdding && (
        <Suspense>
          <NewContactDialog
            onAdded={({ id, name }) => onChange({ contact: { value: id, label: name } })}
            onClose={() => setAdding(false)}
          />
        </Suspense>
      )}
    </Section>
  );
}

type PartyRowProps = {
  party: PartyValues;
  error: string | null;
  onChange: (patch: Partial<PartyValues>) => void;
  onRemove: () => void;
};

function PartyRow({ party, error, onChange, onRemove }: PartyRowProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_9rem_auto] items-end gap-2">
      <Field label={text.party} error={error}>
        <ContactPicker value={party.contact} onChange={(contact) => onChange({ contact })} />
      </Field>
      <Field label={text.partyRole}>
        <Select
          options={roleOptions}
          value={party.role}
          onChange={(event) => onChange({ role: keyOf(text.partyRoles, event.target.value) ?? party.role })}
        />
      </Field>
      <IconButton
        label={text.removeParty(party.contact?.label ?? "")}
        icon={<X />}
        tipAlign="end"
        onClick={onRemove}
      />
    </div>
  );
}
