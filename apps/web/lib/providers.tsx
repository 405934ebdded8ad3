"use client";

import { createSteadLinks } from "@stead/client/links";
import { englishLabels, LabelsProvider } from "@stead/ui/labels";
import { LinkProvider } from "@stead/ui/link";
import { ToastHost } from "@stead/ui/toast";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient } from "@trpc/client";
import { useState, type ReactNode } from "react";
import type { AppRouter } from "@stead/api/router";
import { TRPCProvider } from "./api.ts";
import { viewError } from "./errors.ts";
import { RouterLink } from "./router-link.tsx";

/** Codes that another attempt does not change. */
const finalCodes = new Set([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "INVALID",
  "CONFLICT",
  "PRECONDITION",
  "TOO_LARGE",
]);

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 30 * 60_000,
        retry: (count, error) => count < 2 && !finalCodes.has(viewError(error).code),
      },
      mutations: { retry: false },
    },
  });
}

export function Providers({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({ links: createSteadLinks({ url: "/api/trpc" }) }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        <LinkProvider link={RouterLink}>
          <LabelsProvider labels={englishLabels}>
            {children}
            <ToastHost />
          </LabelsProvider>
        </LinkProvider>
      </TRPCProvider>
    </QueryClientProvider>
  );
}
