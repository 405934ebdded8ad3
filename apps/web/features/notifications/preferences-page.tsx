"use client";

import type { NotificationChannel, PreferencesDto } from "@stead/contracts/notifications";
import { Button } from "@stead/ui/button";
import { Checkbox } from "@stead/ui/checkbox";
import { Field } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { notifications as text } from "../../messages/en/notifications.ts";

const channels: readonly NotificationChannel[] = ["app", "email", "sms"];

function useUpdatePreferences() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const queryKey = trpc.notifications.preferences.queryKey();
  return useMutation(
    trpc.notifications.updatePreferences.mutationOptions({
      onMutate: ({ kinds = [] }) => {
        const before = queryClient.getQueryData(queryKey);
        queryClient.setQueryData(queryKey, (data) => data && { ...data, kinds: changed(data.kinds, kinds) });
        return { before };
      },
      onError: (_error, _input, context) => queryClient.setQueryData(queryKey, context?.before),
      onSuccess: (data) => queryClient.setQueryData(queryKey, data),
    }),
  );
}

type Kinds = PreferencesDto["kinds"];
type Edit = {
  kind: Kinds[number]["kind"];
  channels: Partial<Record<NotificationChannel, boolean | undefined>>;
};

function changed(kinds: Kinds, edits: readonly Edit[]): Kinds {
  return kinds.map((row) => {
    const edit = edits.find(({ kind }) => kind === row.kind)?.channels ?? {};
    const given = Object.entries(edit).filter(([, value]) => value !== undefined);
    return { ...row, channels: { ...row.channels, ...Object.fromEntries(given) } };
  });
}

/** What the person is told of, and by which way. */
export function PreferencesPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.notifications.preferences.queryOptions());
  const update = useUpdatePreferences();
  return (
    <div className="max-w-3xl">
      <PageHeader title={text.settingsTitle}>{text.settingsHelp}</PageHeader>
      {query.error && !query.data && <QueryFailure query={query} />}
      {query.isPending && <SkeletonText lines={10} />}
      {query.data && (
        <>
          <Section title={text.told}>
            <table className="w-full text-left">
              <thead className="text-sm text-ink-2">
                <tr>
                  <th className="py-2 font-medium">{text.told}</th>
                  {channels.map((channel) => (
                    <th
                      key={channel}
                      className="w-16 py-2 text-center text-xs font-medium sm:w-24 sm:text-sm"
                    >
                      {text[channel]}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody className="divide-y divide-line border-t border-line">
                {query.data.kinds.map((row) => (
                  <tr key={row.kind}>
                    <td className="py-3 pr-2 break-words sm:pr-4">
                      <span className="block font-medium">{row.title}</span>
                      <span className="block text-sm text-pretty text-ink-2">{row.about}</span>
                    </td>
                    {channels.map((channel) => (
                      <td key={channel} className="text-center">
                        <Checkbox
                          aria-label={`${row.title}: ${text[channel]}`}
                          checked={row.channels[channel]}
                          onChange={(event) =>
                            update.mutate({
                              kinds: [{ kind: row.kind, channels: { [channel]: event.target.checked } }],
                            })
                          }
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Section>
          <Section title={text.sms} className="mt-8">
            <PhoneForm phone={query.data.phone} />
          </Section>
        </>
      )}
    </div>
  );
}

function PhoneForm({ phone }: { readonly phone: string | null }) {
  const [value, setValue] = useState(phone ?? "");
  const update = useUpdatePreferences();
  const failure = update.error ? viewError(update.error) : null;
  const save = () =>
    update.mutate(
      { phone: value.trim() === "" ? null : value },
      {
        onSuccess: (saved) => {
          setValue(saved.phone ?? "");
          notify({ title: text.saved, tone: "good" });
        },
      },
    );
  return (
    <form
      className="grid max-w-sm gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field
        label={text.phone}
        help={text.phoneHelp}
        {...(failure && { error: failure.fields.get("phone") ?? failure.message })}
      >
        <TextInput
          type="tel"
          autoComplete="tel"
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
      </Field>
      <div>
        <Button type="submit" isLoading={update.isPending}>
          {text.save}
        </Button>
      </div>
    </form>
  );
}
