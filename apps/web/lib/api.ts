"use client";

import type { AppRouter } from "@stead/api/router";
import { createTRPCContext } from "@trpc/tanstack-react-query";

/** `useTRPC()` gives every procedure's `queryOptions`, `mutationOptions` and keys, typed by the router; `useTRPCClient()` calls them. */
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();
