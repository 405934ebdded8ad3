"use client";

import { isKeyTaken } from "@stead/ui/use-row-keys";
import { useEffect, useEffectEvent } from "react";

export type DeskKeys = {
  move: (step: 1 | -1) => void;
  /** Assigns the first suggestion, where it is clearly the likeliest. */
  assignFirst: () => void;
  /** Assigns the suggestion of a place, the first being 0. */
  assign: (place: number) => void;
  split: () => void;
};

/** The keys of a clerk's hour at the desk, heard everywhere but in fields and dialogs. */
export function useDeskKeys({ move, assignFirst, assign, split }: DeskKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isKeyTaken(event) || event.repeat) return;
    const isOnControl =
      event.target instanceof Element && event.target.closest("a, button, summary") !== null;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "s") split();
    else if (event.key === "Enter" && !isOnControl) assignFirst();
    else if (/^[1-9]$/.test(event.key)) assign(Number(event.key) - 1);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
