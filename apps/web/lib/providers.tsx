"use client";

import { createSteadLinks } from "@stead/client/links";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient } from "@trpc/client";
import { useState, type ReactNode } from "react";
import type { AppRouter } from "@stead/api/router";
import { TRPCProvider } from "./api.ts";

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 30 * 60_000,
        // The client repeats what is worth repeating; here each attempt would be one of its own three.
        retry: false,
      },
      mutations: { retry: false },
    },
  });
}

/** What every page needs before anything can be asked. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({ links: createSteadLinks({ url: "/api/trpc" }) }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
