"use client";

import { readSteadError } from "@stead/client/errors";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useSyncExternalStore, type ReactNode } from "react";
import { useTRPC } from "../../lib/api.ts";
import { WarmingProvider } from "../../lib/lazy-view.tsx";
import { PortalSkeleton } from "./portal-skeleton.tsx";
import { portalHref, usePortalSlug } from "./use-portal.ts";

const loadShell = () => import("./portal-shell.tsx");
const PortalShell = lazy(loadShell);
const PortalEntry = lazy(async () => ({ default: (await import("./portal-entry.tsx")).PortalEntry }));
const NoPortal = lazy(() => import("./no-portal.tsx"));

// The shell's script travels while it is asked who is here, not after it.
if (typeof window !== "undefined") loadShell().catch(() => {});

const never = () => () => {};

/** Around every page of the portal: who is signed in, or the way in. */
export function PortalFrame({ children }: { readonly children: ReactNode }) {
  const slug = usePortalSlug();
  const isAlive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const overview = useQuery({ ...useTRPC().portal.overview.queryOptions(), staleTime: 10_000 });
  const isOut = readSteadError(overview.error)?.code === "UNAUTHENTICATED";
  const known = isOut ? undefined : overview.data;
  if (!isAlive || (known === undefined && !overview.error)) {
    return (
      <>
        <PortalSkeleton />
        <WarmingProvider value>{children}</WarmingProvider>
      </>
    );
  }
  if (slug === null && known) return <GoHome slug={known.agency.slug} />;
  const inside = () => {
    if (slug === null) return <NoPortal failed={null} />;
    if (known?.agency.slug === slug) return <PortalShell overview={known}>{children}</PortalShell>;
    if (known === undefined && !isOut) return <NoPortal failed={overview} />;
    return <PortalEntry slug={slug} onEntered={() => void overview.refetch()} />;
  };
  return <Suspense fallback={<PortalSkeleton />}>{inside()}</Suspense>;
}

/** The page without an agency's name leads to the portal that the tenant is signed in to. */
function GoHome({ slug }: { readonly slug: string }) {
  const router = useRouter();
  useEffect(() => router.replace(portalHref(slug, "home")), [router, slug]);
  return <PortalSkeleton />;
}
