"use client";

import { SearchTrigger } from "@stead/ui/search-input";
import { lazy, Suspense, useEffect } from "react";
import { frame as text } from "../../messages/en/frame.ts";

const load = () => import("./agency-palette.tsx");
const AgencyPalette = lazy(load);

/** Opens the palette by click or Ctrl/Cmd-K; its script is loaded when it is pointed at or opened. */
export function CommandButton({
  isOpen,
  onOpenChange,
}: {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      onOpenChange(true);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [onOpenChange]);
  return (
    <>
      <SearchTrigger
        label={text.search}
        keys="Ctrl K"
        onOpen={() => onOpenChange(true)}
        onIntent={() => void load()}
      />
      {isOpen && (
        <Suspense>
          <AgencyPalette onClose={() => onOpenChange(false)} />
        </Suspense>
      )}
    </>
  );
}
