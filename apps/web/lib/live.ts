"use client";

import type { LiveEventKind, LivePayload } from "@stead/contracts/live";
import { useEffect, useEffectEvent } from "react";

type Listener = (payload: unknown) => void;

const listeners = new Map<string, Set<Listener>>();

/** Hands an event that arrived to those who listen for its kind. */
export function tellLive(kind: string, payload: unknown): void {
  for (const listener of listeners.get(kind) ?? []) listener(payload);
}

function listen(kind: string, listener: Listener): () => void {
  const ofKind = listeners.get(kind) ?? new Set();
  listeners.set(kind, ofKind);
  ofKind.add(listener);
  return () => void ofKind.delete(listener);
}

/** Calls the handler for every event of the kind that this person may see, as it happens, in order. */
export function useLive<Kind extends LiveEventKind>(
  kind: Kind,
  handler: (payload: LivePayload<Kind>) => void,
): void {
  const onEvent = useEffectEvent(handler);
  useEffect(
    // The server checked the payload against the kind's schema when it was written.
    () => listen(kind, (payload) => onEvent(payload as LivePayload<Kind>)),
    [kind],
  );
}
