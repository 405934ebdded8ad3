"use client";

import Search from "lucide-react/icons/search";
import X from "lucide-react/icons/x";
import { useEffect, useRef } from "react";
import { joinClasses } from "./class-names.ts";
import { Kbd } from "./kbd.tsx";
import { useLabels } from "./labels.tsx";
import { isKeyTaken } from "./use-row-keys.ts";

/** Calls back when the one key is pressed outside of typing and dialogs. */
function useHotkey(key: string | null, action: () => void): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    if (key === null) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.key !== key || isKeyTaken(event)) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [key]);
}

export interface SearchInputProps {
  /** The accessible name. */
  readonly label: string;
  readonly value: string;
  /** Every keystroke: defer the query, not the text. */
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  /** "/" jumps here. The page's one search takes it. */
  readonly hasHotkey?: boolean;
  readonly isBusy?: boolean;
  readonly className?: string;
}

/** The search of a list. "/" jumps to it, Escape empties it, then leaves it. */
export function SearchInput(props: SearchInputProps) {
  const { label, value, onChange, placeholder, hasHotkey = false, isBusy = false, className } = props;
  const labels = useLabels();
  const input = useRef<HTMLInputElement>(null);
  useHotkey(hasHotkey ? "/" : null, () => input.current?.focus());
  return (
    <div className={joinClasses("control-group", className ?? "sm:w-72")}>
      <span className={joinClasses("control-mark", isBusy && "animate-pulse text-accent-ink")}>
        <Search aria-hidden className="size-4" />
      </span>
      <input
        ref={input}
        type="search"
        aria-label={label}
        aria-keyshortcuts={hasHotkey ? "/" : undefined}
        placeholder={placeholder ?? label}
        value={value}
        autoComplete="off"
        spellCheck={false}
        className="appearance-none [&::-webkit-search-cancel-button]:hidden"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (value === "") event.currentTarget.blur();
          else onChange("");
        }}
      />
      {value !== "" && (
        <button
          type="button"
          aria-label={labels.clear}
          className="mr-1 grid size-7 flex-none place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
          onClick={() => {
            onChange("");
            input.current?.focus();
          }}
        >
          <X className="size-4" />
        </button>
      )}
      {value === "" && hasHotkey && (
        <span aria-hidden className="mr-2 hidden sm:inline">
          <Kbd keys="/" />
        </span>
      )}
    </div>
  );
}

export interface SearchTriggerProps {
  readonly label: string;
  /** Shown on the right: "Ctrl K". */
  readonly keys?: string;
  readonly onOpen: () => void;
  /** Pointed at or focused: the time to load what will open. */
  readonly onIntent?: () => void;
}

/** Looks like a search, opens the palette. On a phone an icon. */
export function SearchTrigger({ label, keys, onOpen, onIntent }: SearchTriggerProps) {
  return (
    <button
      type="button"
      aria-label={label}
      className="flex h-8 items-center gap-2 rounded-md border-line-strong px-2 text-ink-3 hover:bg-hover hover:text-ink sm:w-64 sm:border sm:bg-surface"
      onClick={onOpen}
      onPointerEnter={onIntent}
      onFocus={onIntent}
    >
      <Search aria-hidden className="size-4 flex-none" />
      <span className="hidden flex-1 truncate text-left sm:inline">{label}</span>
      {keys && (
        <span aria-hidden className="hidden sm:inline">
          <Kbd keys={keys} />
        </span>
      )}
    </button>
  );
}
