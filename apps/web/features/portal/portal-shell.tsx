"use client";

import type { PortalOverviewDto } from "@stead/contracts/portal";
import { IconButton } from "@stead/ui/button";
import { AppLink } from "@stead/ui/link";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import FileText from "lucide-react/icons/file-text";
import House from "lucide-react/icons/house";
import LogOut from "lucide-react/icons/log-out";
import ReceiptText from "lucide-react/icons/receipt-text";
import Wallet from "lucide-react/icons/wallet";
import type { ReactNode } from "react";
import { PartsProvider } from "../../lib/parts-provider.tsx";
import { portal as text } from "../../messages/en/portal.ts";
import { leavePortal } from "./door.ts";
import { portalHref, PortalProvider, usePortal, usePortalPage } from "./use-portal.ts";

/** Around the pages of a tenant who is signed in. */
export default function PortalShell({
  overview,
  children,
}: {
  readonly overview: PortalOverviewDto;
  readonly children: ReactNode;
}) {
  return (
    <PartsProvider>
      <PortalProvider value={overview}>
        <div className="min-h-dvh pb-24 max-md:[--frame-bottom:calc(56px+env(safe-area-inset-bottom))] md:pb-10">
          <Top />
          <main className="mx-auto w-full max-w-2xl px-4 pt-6">{children}</main>
        </div>
      </PortalProvider>
    </PartsProvider>
  );
}

const pages = [
  { page: "home", label: text.titles.home, icon: <House /> },
  { page: "pay", label: text.titles.pay, icon: <Wallet /> },
  { page: "invoices", label: text.titles.invoices, icon: <FileText /> },
  { page: "payments", label: text.titles.payments, icon: <ReceiptText /> },
] as const;

/** The agency's name on top; the pages beside it, on a phone at the foot. */
function Top() {
  const { agency, hrefOf } = usePortal();
  const shown = usePortalPage();
  const queryClient = useQueryClient();
  const leave = useMutation({
    mutationFn: leavePortal,
    onSuccess: () => {
      // Nothing of this tenant stays in the browser.
      queryClient.clear();
      window.location.assign(portalHref(agency.slug, "home"));
    },
  });
  const current = (page: string) =>
    page === shown || (shown === "account" && page === "home") ? { "aria-current": "page" as const } : {};
  return (
    <>
      <header className="border-b">
        <div className="mx-auto flex h-14 w-full max-w-2xl items-center gap-4 px-4">
          <AppLink href={hrefOf("home")} className="min-w-0 flex-1 truncate text-lg font-semibold">
            {agency.name}
          </AppLink>
          <nav aria-label={text.navigation} className="flex gap-1 max-md:hidden">
            {pages.map(({ page, label }) => (
              <AppLink key={page} href={hrefOf(page)} className="nav-item" {...current(page)}>
                {label}
              </AppLink>
            ))}
          </nav>
          <IconButton
            label={text.signOut}
            icon={<LogOut />}
            variant="quiet"
            tipAlign="end"
            isLoading={leave.isPending}
            onClick={() => leave.mutate()}
          />
        </div>
      </header>
      <nav aria-label={text.navigation} className="frame-bottom md:hidden">
        {pages.map(({ page, label, icon }) => (
          <AppLink key={page} href={hrefOf(page)} className="tab-item" {...current(page)}>
            {icon}
            <span className="truncate">{label}</span>
          </AppLink>
        ))}
      </nav>
    </>
  );
}
