"use client";

import { CopyText } from "@stead/ui/copy-text";
import { Section } from "@stead/ui/section";
import { Skeleton } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { invite as text } from "../../messages/en/portal.ts";

/** Where the agency's tenants sign in, to be passed on. */
export function PortalLink() {
  const { data, error } = useQuery(useTRPC().portal.link.queryOptions());
  return (
    <Section title={text.linkTitle} description={text.linkHelp} hasRule className="mt-8 max-w-3xl">
      {data && (
        <p className="rounded-md bg-sunken px-3 py-2">
          <CopyText text={data.url} />
        </p>
      )}
      {!data &&
        (error ? <p className="text-bad">{viewError(error).message}</p> : <Skeleton className="h-9 w-80" />)}
    </Section>
  );
}
