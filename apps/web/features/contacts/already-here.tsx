"use client";

import { Callout } from "@stead/ui/callout";
import { TextLink } from "@stead/ui/link";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useDebounced } from "../../lib/use-debounced.ts";
import { contacts as text } from "../../messages/en/contacts.ts";

/** Enough of it that a search finds only the same. */
const minimumLength = 6;

/** Says who has the e-mail or the phone already, while a new contact is typed. */
export function AlreadyHere({
  email,
  phone,
}: {
  readonly email: string | null;
  readonly phone: string | null;
}) {
  const byEmail = useFound(email?.includes("@") ? email : null);
  const byPhone = useFound(phone);
  const found = [...new Map([...byEmail, ...byPhone].map((contact) => [contact.id, contact])).values()];
  if (found.length === 0) return null;
  return (
    <Callout tone="warn" title={text.alreadyHere}>
      <ul>
        {found.map(({ id, name, phone: itsPhone, email: itsEmail }) => (
          <li key={id}>
            <TextLink href={`/contacts/${id}`} target="_blank">
              {name}
            </TextLink>{" "}
            {[itsPhone, itsEmail].filter(Boolean).join(" · ")}
          </li>
        ))}
      </ul>
      <p className="mt-1">{text.alreadyHereHelp}</p>
    </Callout>
  );
}

function useFound(typed: string | null) {
  const trpc = useTRPC();
  const q = useDebounced(typed?.trim() ?? "", 400);
  const query = useQuery(
    trpc.contacts.list.queryOptions(q.length >= minimumLength ? { q, limit: 3 } : skipToken),
  );
  return q.length >= minimumLength ? (query.data?.items ?? []) : [];
}
