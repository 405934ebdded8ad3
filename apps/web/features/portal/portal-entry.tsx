"use client";

import type { PortalEntryDto } from "@stead/contracts/portal";
import { Button } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { notify, ToastHost } from "@stead/ui/toast";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { viewError } from "../../lib/errors.ts";
import { fieldError } from "../../lib/form-failure.tsx";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { entry as text, portal } from "../../messages/en/portal.ts";
import { chooseContact, confirmCode, findAgency, requestCode } from "./door.ts";
import { OtherFailure } from "./other-failure.tsx";
import { PortalSkeleton } from "./portal-skeleton.tsx";

type EntryProps = { readonly slug: string; readonly onEntered: () => void };

/** The way in: an address, the code that was sent to it, and who of several is meant. */
export function PortalEntry({ slug, onEntered }: EntryProps) {
  const agency = useQuery({
    queryKey: ["portal-agency", slug],
    queryFn: () => findAgency(slug),
    staleTime: Infinity,
  });
  const [sent, setSent] = useState<{ address: string; codeId: string } | null>(null);
  const [choice, setChoice] = useState<Choice | null>(null);
  if (agency.data === undefined) {
    if (!agency.error) return <PortalSkeleton />;
    return (
      <main className="grid min-h-dvh place-items-center px-4">
        {viewError(agency.error).code === "NOT_FOUND" ? (
          <EmptyState title={portal.unknownPortal}>{portal.unknownPortalHelp}</EmptyState>
        ) : (
          <QueryFailure query={agency} />
        )}
      </main>
    );
  }
  const take = (entry: PortalEntryDto) => (entry.status === "choose" ? setChoice(entry) : onEntered());
  const again = () => {
    setSent(null);
    setChoice(null);
  };
  const step = () => {
    if (sent === null) return <AskStep slug={slug} onSent={setSent} />;
    if (choice !== null)
      return <ChooseStep slug={slug} codeId={sent.codeId} choice={choice} onTaken={take} onOver={again} />;
    return <CodeStep slug={slug} sent={sent} onSent={setSent} onTaken={take} onBack={again} />;
  };
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-sm content-start px-4 pt-[16vh] pb-10">
      <p className="mb-8 text-lg font-semibold text-accent-ink">{agency.data.name}</p>
      {step()}
      <p className="mt-10 text-sm text-ink-3">{portal.by}</p>
      <ToastHost />
    </main>
  );
}

function Head({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="mb-6">
      <h1 className="text-xl font-semibold text-balance">{title}</h1>
      <p className="mt-2 text-pretty text-ink-2">{children}</p>
    </div>
  );
}

type Sent = { address: string; codeId: string };
type AskProps = { readonly slug: string; readonly onSent: (sent: Sent) => void };

function AskStep({ slug, onSent }: AskProps) {
  const [address, setAddress] = useState("");
  const ask = useMutation({
    mutationFn: () => requestCode({ agency: slug, address }),
    onSuccess: ({ codeId }) => onSent({ address: address.trim(), codeId }),
  });
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <Head title={text.title}>{text.help}</Head>
      <OtherFailure error={ask.error} shown={["address"]} />
      <Field label={text.address} help={text.addressHelp} isRequired error={fieldError(ask.error, "address")}>
        <TextInput
          name="address"
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
          required
          maxLength={200}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" isLoading={ask.isPending}>
        {text.send}
      </Button>
    </form>
  );
}

type CodeProps = AskProps & {
  readonly sent: Sent;
  readonly onTaken: (entry: PortalEntryDto) => void;
  readonly onBack: () => void;
};

function CodeStep({ slug, sent, onSent, onTaken, onBack }: CodeProps) {
  const [code, setCode] = useState("");
  const confirm = useMutation({
    mutationFn: () => confirmCode({ agency: slug, codeId: sent.codeId, code }),
    onSuccess: onTaken,
  });
  const again = useMutation({
    mutationFn: () => requestCode({ agency: slug, address: sent.address }),
    onSuccess: ({ codeId }) => {
      confirm.reset();
      setCode("");
      onSent({ ...sent, codeId });
      notify({ title: text.sent, tone: "good" });
    },
  });
  return (
    <>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate();
        }}
      >
        <Head title={text.codeTitle}>{text.codeHelp(sent.address)}</Head>
        <OtherFailure error={confirm.error ?? again.error} shown={["code"]} />
        <Field label={text.code} isRequired error={fieldError(confirm.error, "code")}>
          <TextInput
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            required
            maxLength={12}
            className="text-lg tracking-[0.3em]"
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" isLoading={confirm.isPending}>
          {text.enter}
        </Button>
      </form>
      <section className="mt-8 grid justify-items-start gap-2">
        <h2 className="font-semibold">{text.nothingCame}</h2>
        <p className="text-pretty text-ink-2">{text.nothingCameHelp}</p>
        <div className="-ml-2 flex flex-wrap gap-1">
          <Button variant="quiet" isLoading={again.isPending} onClick={() => again.mutate()}>
            {text.again}
          </Button>
          <Button variant="quiet" onClick={onBack}>
            {text.other}
          </Button>
        </div>
      </section>
    </>
  );
}

type Choice = Extract<PortalEntryDto, { status: "choose" }>;
type ChooseProps = {
  readonly slug: string;
  readonly codeId: string;
  readonly choice: Choice;
  readonly onTaken: (entry: PortalEntryDto) => void;
  readonly onOver: () => void;
};

function ChooseStep({ slug, codeId, choice, onTaken, onOver }: ChooseProps) {
  const { ticket, contacts } = choice;
  const choose = useMutation({
    mutationFn: (contactId: string) => chooseContact({ agency: slug, codeId, ticket, contactId }),
    onSuccess: onTaken,
  });
  return (
    <div className="grid gap-4">
      <Head title={text.chooseTitle}>{text.chooseHelp}</Head>
      <OtherFailure error={choose.error} shown={[]} />
      <ul className="grid gap-2">
        {contacts.map(({ id, name, homes }) => (
          <li key={id}>
            <button
              type="button"
              disabled={choose.isPending}
              className="w-full rounded-lg border px-4 py-3 text-left hover:bg-hover"
              onClick={() => choose.mutate(id)}
            >
              <span className="block font-medium">{name}</span>
              <span className="block text-ink-2">{homes.join(" · ")}</span>
            </button>
          </li>
        ))}
      </ul>
      <Button variant="quiet" onClick={onOver}>
        {text.other}
      </Button>
    </div>
  );
}
