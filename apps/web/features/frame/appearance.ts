"use client";

import { useSyncExternalStore } from "react";
import { frame as text } from "../../messages/en/frame.ts";

export type Theme = "system" | "light" | "dark";
export type Density = "dense" | "comfortable";

export const themes: readonly { id: Theme; label: string }[] = [
  { id: "system", label: text.themeSystem },
  { id: "light", label: text.themeLight },
  { id: "dark", label: text.themeDark },
];
export const densities: readonly { id: Density; label: string }[] = [
  { id: "dense", label: text.densityDense },
  { id: "comfortable", label: text.densityComfortable },
];

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(name: "theme" | "density", value: string | null): void {
  if (value === null) {
    delete document.documentElement.dataset[name];
    localStorage.removeItem(`stead.${name}`);
  } else {
    document.documentElement.dataset[name] = value;
    localStorage.setItem(`stead.${name}`, value);
  }
  for (const listener of listeners) listener();
}

/** The look that this browser keeps: theme and row height. */
export function useAppearance() {
  const theme = useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset["theme"] ?? "system",
    () => "system",
  );
  const density = useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset["density"] ?? "dense",
    () => "dense",
  );
  return {
    theme,
    density,
    setTheme: (next: Theme) => change("theme", next === "system" ? null : next),
    setDensity: (next: Density) => change("density", next === "dense" ? null : next),
  };
}
