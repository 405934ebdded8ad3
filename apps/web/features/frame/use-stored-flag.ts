"use client";

import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

/** A yes or no that this browser remembers, under `key`. */
export function useStoredFlag(key: string): readonly [boolean, (isOn: boolean) => void] {
  const isOn = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(key) === "1",
    () => false,
  );
  const set = (next: boolean) => {
    localStorage.setItem(key, next ? "1" : "0");
    for (const listener of listeners) listener();
  };
  return [isOn, set];
}
