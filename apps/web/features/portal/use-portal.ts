"use client";

import type { PortalLeaseDto, PortalOverviewDto } from "@stead/contracts/portal";
import { usePathname, useSearchParams } from "next/navigation";
import { createContext, use } from "react";
import { useRecordId } from "../../lib/use-record-id.ts";

const PortalContext = createContext<PortalOverviewDto | null>(null);
export const PortalProvider = PortalContext.Provider;

export type PortalPage = "home" | "pay" | "invoices" | "payments" | "account";

/** The address of a page of an agency's portal. */
export function portalHref(slug: string, page: PortalPage, leaseId?: string): string {
  const path = `/portal/${slug}${page === "home" ? "" : `/${page}`}`;
  return leaseId === undefined ? path : `${path}?lease=${leaseId}`;
}

/** The page that is shown, by its address. */
export function usePortalPage(): PortalPage {
  const part = usePathname().split("/")[3];
  return part === "pay" || part === "invoices" || part === "payments" || part === "account" ? part : "home";
}

/** Whose portal the address names; null until the shell is alive in the browser, and on the page without a name. */
export function usePortalSlug(): string | null {
  return useRecordId();
}

/** The signed-in tenant, and the lease that the page is about: the one that the address names, else the first. */
export function usePortal(): PortalOverviewDto & {
  lease: PortalLeaseDto;
  hrefOf: (page: PortalPage, leaseId?: string) => string;
} {
  const overview = use(PortalContext);
  const chosen = useSearchParams().get("lease");
  const lease = overview?.leases.find(({ id }) => id === chosen) ?? overview?.leases[0];
  if (overview === null || lease === undefined)
    throw new Error("usePortal is for pages of a signed-in tenant");
  const several = overview.leases.length > 1 ? lease.id : undefined;
  return {
    ...overview,
    lease,
    hrefOf: (page, leaseId = several) => portalHref(overview.agency.slug, page, leaseId),
  };
}

/** `A3, Kilimani Court`. */
export function homeName({
  unitLabel,
  propertyName,
}: Pick<PortalLeaseDto, "unitLabel" | "propertyName">): string {
  return `${unitLabel}, ${propertyName}`;
}
