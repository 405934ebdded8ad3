"use client";

import type { AppLinkProps } from "@stead/ui/link";
import Link from "next/link";

/** The router's link for every part of the design system. */
export function RouterLink(props: AppLinkProps) {
  return <Link {...props} prefetch={false} />;
}
