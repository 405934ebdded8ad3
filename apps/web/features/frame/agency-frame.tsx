"use client";

import { AppFrame } from "@stead/ui/app-frame";
import { ErrorState } from "@stead/ui/error-state";
import { usePathname, useRouter } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";
import { viewError } from "../../lib/errors.ts";
import { SessionProvider, useMe, type Session } from "../../lib/session.tsx";
import { frame as text } from "../../messages/en/frame.ts";
import { AgencySwitcher } from "./agency-switcher.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { FrameSkeleton } from "./frame-skeleton.tsx";
import { navigationFor, placeOf } from "./navigation.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { useDeskCount, withDeskCount } from "./desk-count.ts";
import { CommandButton } from "./command-button.tsx";
import { useStoredFlag } from "./use-stored-flag.ts";

/** It listens once the page stands. */
const FrameWatch = lazy(() => import("./frame-watch.tsx"));
/** It waits for its count anyway, and its popover is no part of the first paint. */
const NotificationBell = lazy(async () => ({
  default: (await import("../notifications/bell.tsx")).NotificationBell,
}));

const phoneIds = ["dashboard", "leases", "payments", "arrears"];

/** The frame of every signed-in page. Sends people without a session to sign in, and those without an agency to make one. */
export function AgencyFrame({ children }: { readonly children: ReactNode }) {
  const me = useMe();
  const router = useRouter();
  const pathname = usePathname();
  const failure = me.error ? viewError(me.error) : null;
  const isSignedOut = failure?.code === "UNAUTHENTICATED";
  const hasNoAgency = me.data !== undefined && me.data.agency === null;

  useEffect(() => {
    if (isSignedOut)
      router.replace(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    else if (hasNoAgency) router.replace("/welcome");
  }, [isSignedOut, hasNoAgency, router]);

  if (failure && !isSignedOut) {
    return (
      <ErrorState
        title={failure.title}
        requestId={failure.requestId}
        onRetry={() => void me.refetch()}
        isRetrying={me.isFetching}
      >
        {failure.message}
      </ErrorState>
    );
  }
  const session = sessionOf(me.data);
  if (session === null) return <FrameSkeleton label={text.loading} />;
  return (
    <SessionProvider value={session}>
      <NuqsAdapter>
        <Frame session={session} pathname={pathname}>
          {children}
        </Frame>
      </NuqsAdapter>
    </SessionProvider>
  );
}

function sessionOf(me: ReturnType<typeof useMe>["data"]): Session | null {
  if (!me?.agency || !me.role || !me.today) return null;
  return { ...me, agency: me.agency, role: me.role, today: me.today };
}

function Frame({
  session,
  pathname,
  children,
}: {
  readonly session: Session;
  readonly pathname: string;
  readonly children: ReactNode;
}) {
  const [isCollapsed, setCollapsed] = useStoredFlag("stead.sidebar");
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const place = placeOf(pathname);
  const waiting = useDeskCount();
  return (
    <AppFrame
      groups={withDeskCount(navigationFor(session.permissions, session.user.isOperator), waiting)}
      currentId={place?.id ?? null}
      switcher={<AgencySwitcher session={session} isCollapsed={isCollapsed} />}
      where={<span className="truncate font-medium">{place?.label}</span>}
      topActions={
        <>
          <CommandButton isOpen={isPaletteOpen} onOpenChange={setPaletteOpen} />
          <Suspense fallback={<span className="size-8" />}>
            <NotificationBell />
          </Suspense>
          <PersonMenu session={session} />
        </>
      }
      banner={
        <>
          <ConnectionBanner />
          <Suspense fallback={null}>
            <FrameWatch />
          </Suspense>
        </>
      }
      phoneIds={phoneIds}
      isCollapsed={isCollapsed}
      onCollapsedChange={setCollapsed}
    >
      {children}
    </AppFrame>
  );
}
