"use client";

import type { MeDto } from "@stead/contracts/access";
import type { Permission } from "@stead/contracts/permissions";
import { useQuery } from "@tanstack/react-query";
import { createContext, use } from "react";
import { useTRPC } from "./api.ts";

/** Who is signed in; the query behind it is shared by every page. */
export function useMe() {
  return useQuery({ ...useTRPC().access.me.queryOptions(), staleTime: 60_000 });
}

export type Session = MeDto & {
  agency: NonNullable<MeDto["agency"]>;
  role: NonNullable<MeDto["role"]>;
  today: string;
};

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

/** The session of a page inside the agency's frame. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error("useSession is for pages inside the agency's frame");
  return session;
}

/** Whether the person may do it: hides what the API would refuse. */
export function useCan(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}
