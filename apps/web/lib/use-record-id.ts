"use client";

import { usePathname } from "next/navigation";
import { useSyncExternalStore } from "react";
import { parseRecordPath } from "./record-path.ts";

const never = () => () => {};

/**
 * The id in the address of a record's page; null until the shell, which is the same for every record, is alive in the
 * browser.
 */
export function useRecordId(): string | null {
  const pathname = usePathname();
  const isAlive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return isAlive ? (parseRecordPath(pathname)?.id ?? null) : null;
}
