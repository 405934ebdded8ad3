"use client";

import type { ContactDto } from "@stead/contracts/contacts";
import { Checkbox } from "@stead/ui/checkbox";
import { Field, FieldGrid } from "@stead/ui/field";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { TextArea, TextInput } from "@stead/ui/text-input";
import { fieldError } from "../../lib/form-failure.tsx";
import { contacts as text } from "../../messages/en/contacts.ts";

export type ContactFieldValues = Pick<
  ContactDto,
  "kind" | "name" | "email" | "phone" | "address" | "taxNumber" | "notes" | "roles"
>;
type Role = ContactDto["roles"][number];

/** The paths whose messages stand at these fields. */
export const contactPaths = ["name", "email", "phone", "address", "taxNumber", "notes"];

const roles: readonly Role[] = ["tenant", "owner", "vendor", "guarantor", "applicant"];
const kinds = [
  { value: "person", label: text.kinds.person },
  { value: "company", label: text.kinds.company },
] as const;

export const emptyContact: ContactFieldValues = {
  kind: "person",
  name: "",
  email: null,
  phone: null,
  address: null,
  taxNumber: null,
  notes: null,
  roles: [],
};

export type ContactFieldsProps = {
  values: ContactFieldValues;
  onChange: (patch: Partial<ContactFieldValues>) => void;
  error: unknown;
  /** Only what a new tenant needs at the desk: name, phone, e-mail. */
  isShort?: boolean;
};

/** Who somebody is and how to reach them: for a new contact and for an edit. */
export function ContactFields({ values, onChange, error, isShort = false }: ContactFieldsProps) {
  return (
    <>
      <SegmentedControl
        label={text.kind}
        segments={kinds}
        value={values.kind}
        onChange={(kind) => onChange({ kind: kind === "company" ? "company" : "person" })}
      />
      <Field label={text.name} isRequired error={fieldError(error, "name")}>
        <TextInput
          autoFocus
          maxLength={200}
          autoComplete="off"
          value={values.name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </Field>
      <FieldGrid>
        <Field label={text.phone} isOptional help={text.phoneHelp} error={fieldError(error, "phone")}>
          <TextInput
            type="tel"
            maxLength={30}
            autoComplete="off"
            value={values.phone ?? ""}
            onChange={(event) => onChange({ phone: event.target.value || null })}
          />
        </Field>
        <Field label={text.email} isOptional help={text.emailHelp} error={fieldError(error, "email")}>
          <TextInput
            type="email"
            autoComplete="off"
            value={values.email ?? ""}
            onChange={(event) => onChange({ email: event.target.value.trim() || null })}
          />
        </Field>
      </FieldGrid>
      {!isShort && <MoreFields values={values} onChange={onChange} error={error} />}
    </>
  );
}

function MoreFields({ values, onChange, error }: ContactFieldsProps) {
  return (
    <>
      <fieldset>
        <legend className="font-medium">{text.roles}</legend>
        <p className="mt-0.5 mb-2 text-sm text-ink-3">{text.rolesHelp}</p>
        <div className="flex flex-wrap gap-x-5 gap-y-2">
          {roles.map((role) => (
            <Checkbox
              key={role}
              label={text.roleNames[role]}
              checked={values.roles.includes(role)}
              onChange={(event) =>
                onChange({
                  roles: roles.filter((each) =>
                    each === role ? event.target.checked : values.roles.includes(each),
                  ),
                })
              }
            />
          ))}
        </div>
      </fieldset>
      <FieldGrid>
        <Field label={text.address} isOptional error={fieldError(error, "address")}>
          <TextArea
            rows={2}
            maxLength={500}
            value={values.address ?? ""}
            onChange={(event) => onChange({ address: event.target.value || null })}
          />
        </Field>
        <Field label={text.taxNumber} isOptional error={fieldError(error, "taxNumber")}>
          <TextInput
            maxLength={40}
            autoComplete="off"
            value={values.taxNumber ?? ""}
            onChange={(event) => onChange({ taxNumber: event.target.value || null })}
          />
        </Field>
      </FieldGrid>
      <Field label={text.notes} isOptional error={fieldError(error, "notes")}>
        <TextArea
          maxLength={4000}
          value={values.notes ?? ""}
          onChange={(event) => onChange({ notes: event.target.value || null })}
        />
      </Field>
    </>
  );
}
