"use client";

import { readSteadError } from "@stead/client/errors";
import { IsRestoringProvider, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, type ReactNode } from "react";
import { forgetAnswers } from "../../lib/forget-answers.ts";
import { WarmingProvider } from "../../lib/lazy-view.tsx";
import { SessionProvider, useMe, type Session } from "../../lib/session.tsx";
import { views as text } from "../../messages/en/views.ts";
import { FrameSkeleton } from "./frame-skeleton.tsx";
import { useKeptAnswers } from "./use-kept-answers.ts";
import { useStoredFlag } from "./use-stored-flag.ts";

const loadShell = () => import("./agency-shell.tsx");
const AgencyShell = lazy(loadShell);
const FrameFailure = lazy(() => import("./frame-failure.tsx"));

// The shell's script travels while the session is asked for, not after it.
if (typeof window !== "undefined") loadShell().catch(() => {});

/** Around every signed-in page: first what the browser kept of it, then what the server says. */
export function AgencyFrame({ children }: { readonly children: ReactNode }) {
  const { isHeld, isRestored } = useKeptAnswers();
  return (
    <IsRestoringProvider value={isHeld}>
      {/* Queries that are held do not hear of what came into the client: the frame begins anew with it. */}
      <KnownFrame key={isRestored ? "kept" : "asked"}>{children}</KnownFrame>
    </IsRestoringProvider>
  );
}

/** Sends people without a session to sign in, and those without an agency to make one. */
function KnownFrame({ children }: { readonly children: ReactNode }) {
  const me = useMe();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [isCollapsed, setCollapsed] = useStoredFlag("stead.sidebar");
  const isSignedOut = readSteadError(me.error)?.code === "UNAUTHENTICATED";
  const hasNoAgency = me.data !== undefined && me.data.agency === null;

  useEffect(() => {
    if (isSignedOut) {
      void forgetAnswers();
      queryClient.removeQueries({ type: "inactive" });
      router.replace(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    } else if (hasNoAgency) router.replace("/welcome");
  }, [isSignedOut, hasNoAgency, router, queryClient]);

  const skeleton = <FrameSkeleton label={text.opening} isCollapsed={isCollapsed} />;
  const session = isSignedOut ? null : sessionOf(me.data);
  if (session === null && me.error && !isSignedOut) {
    return (
      <Suspense fallback={skeleton}>
        <FrameFailure query={me} />
      </Suspense>
    );
  }
  if (session === null) {
    return (
      <>
        {skeleton}
        <WarmingProvider value>{children}</WarmingProvider>
      </>
    );
  }
  return (
    <SessionProvider value={session}>
      <Suspense fallback={skeleton}>
        <AgencyShell session={session} isCollapsed={isCollapsed} onCollapsedChange={setCollapsed}>
          {children}
        </AgencyShell>
      </Suspense>
    </SessionProvider>
  );
}

function sessionOf(me: ReturnType<typeof useMe>["data"]): Session | null {
  if (!me?.agency || !me.role || !me.today) return null;
  return { ...me, agency: me.agency, role: me.role, today: me.today };
}
