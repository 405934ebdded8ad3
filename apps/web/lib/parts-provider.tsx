"use client";

import { englishLabels, LabelsProvider } from "@stead/ui/labels";
import { LinkProvider } from "@stead/ui/link";
import { ToastHost } from "@stead/ui/toast";
import type { ReactNode } from "react";
import { RouterLink } from "./router-link.tsx";

/** What the parts of the design system find around them: the router's links, their texts, the place of toasts. */
export function PartsProvider({ children }: { readonly children: ReactNode }) {
  return (
    <LinkProvider link={RouterLink}>
      <LabelsProvider labels={englishLabels}>
        {children}
        <ToastHost />
      </LabelsProvider>
    </LinkProvider>
  );
}
