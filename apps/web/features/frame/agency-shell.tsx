"use client";

import { AppFrame } from "@stead/ui/app-frame";
import { usePathname } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { PartsProvider } from "../../lib/parts-provider.tsx";
import type { Session } from "../../lib/session.tsx";
import { AgencySwitcher } from "./agency-switcher.tsx";
import { CommandButton } from "./command-button.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { useDeskCount, withDeskCount } from "./desk-count.ts";
import { navigationFor, placeOf } from "./navigation.tsx";
import { PersonMenu } from "./person-menu.tsx";

/** It listens once the page stands. */
const FrameWatch = lazy(() => import("./frame-watch.tsx"));
/** It waits for its count anyway, and its popover is no part of the first paint. */
const NotificationBell = lazy(async () => ({
  default: (await import("../notifications/bell.tsx")).NotificationBell,
}));

const phoneIds = ["dashboard", "leases", "payments", "arrears"];

export type AgencyShellProps = {
  readonly session: Session;
  readonly isCollapsed: boolean;
  readonly onCollapsedChange: (isCollapsed: boolean) => void;
  readonly children: ReactNode;
};

/** Navigation, search, notifications and person around a page of somebody who is known. */
export default function AgencyShell({ session, isCollapsed, onCollapsedChange, children }: AgencyShellProps) {
  return (
    <PartsProvider>
      <NuqsAdapter>
        <Frame session={session} isCollapsed={isCollapsed} onCollapsedChange={onCollapsedChange}>
          {children}
        </Frame>
      </NuqsAdapter>
    </PartsProvider>
  );
}

function Frame({ session, isCollapsed, onCollapsedChange, children }: AgencyShellProps) {
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const place = placeOf(usePathname());
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
      onCollapsedChange={onCollapsedChange}
    >
      {children}
    </AppFrame>
  );
}
