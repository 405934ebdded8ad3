"use client";

import type { CacheLookDto } from "@stead/contracts/caching";
import { Badge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { InstantText } from "@stead/ui/date-text";
import { DescriptionList } from "@stead/ui/description-list";
import { Field } from "@stead/ui/field";
import { Section } from "@stead/ui/section";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { caching as text } from "../../messages/en/caching.ts";

type Wanted = { agencyId: string | null; family: string; id: string };

/** Looks one value up: where and until when it is kept, and what it depends on. */
export function CacheLook({ families }: { readonly families: readonly string[] }) {
  const trpc = useTRPC();
  const [family, setFamily] = useState("");
  const [agency, setAgency] = useState("");
  const [id, setId] = useState("");
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const query = useQuery({
    ...trpc.caching.look.queryOptions(wanted ?? skipToken),
    staleTime: 0,
    retry: false,
  });
  const chosen = family || families[0] || "";
  const look = () => {
    const next = { agencyId: agency.trim() || null, family: chosen, id };
    if (JSON.stringify(next) === JSON.stringify(wanted)) void query.refetch();
    else setWanted(next);
  };
  return (
    <Section title={text.look} description={text.lookHelp}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <Field label={text.family}>
          <Select
            options={families.map((value) => ({ value, label: value }))}
            value={chosen}
            onChange={(event) => setFamily(event.target.value)}
          />
        </Field>
        <Field label={text.agency} help={text.agencyHelp} isOptional>
          <TextInput value={agency} onChange={(event) => setAgency(event.target.value)} />
        </Field>
        <Field label={text.id} help={text.idHelp}>
          <TextInput value={id} onChange={(event) => setId(event.target.value)} />
        </Field>
        <div>
          <Button type="submit" disabled={chosen === ""} isLoading={query.isFetching}>
            {text.show}
          </Button>
        </div>
      </form>
      <div className="mt-4" aria-live="polite">
        {query.error && <Callout tone="warn">{viewError(query.error).message}</Callout>}
        {query.data && <Found look={query.data} />}
      </div>
    </Section>
  );
}

function Found({ look: { tags, life, memory, shared } }: { readonly look: CacheLookDto }) {
  const { freshMs, staleMs, graceMs } = life;
  return (
    <DescriptionList
      items={[
        { term: text.inMemory, value: <Kept kept={memory} /> },
        { term: text.inShared, value: <Kept kept={shared} /> },
        {
          term: text.tags,
          value: tags.length === 0 ? text.noTags : <span className="mono break-all">{tags.join(", ")}</span>,
        },
        {
          term: text.life,
          value: text.lifeOf(text.duration(freshMs), text.duration(staleMs), text.duration(graceMs)),
        },
      ]}
    />
  );
}

function Kept({ kept }: { readonly kept: CacheLookDto["memory"] }) {
  if (kept === null) return <span className="text-ink-3">{text.notKept}</span>;
  const { bytes, asOf, freshUntil, isCurrent } = kept;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Badge tone={isCurrent ? "good" : "warn"}>{isCurrent ? text.isCurrent.yes : text.isCurrent.no}</Badge>
      <span>{text.size(bytes)}</span>
      <span>
        {text.asOf} <InstantText instant={asOf} />
      </span>
      <span>
        {text.freshUntil} <InstantText instant={freshUntil} />
      </span>
    </span>
  );
}
