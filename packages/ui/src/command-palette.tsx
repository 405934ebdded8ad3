"use client";

import { Command } from "cmdk";
import Search from "lucide-react/icons/search";
import { useEffect, useEffectEvent, useState, type ReactNode } from "react";
import { Kbd } from "./kbd.tsx";
import { useLabels } from "./labels.tsx";
import { NativeDialog } from "./native-dialog.tsx";

export interface PaletteCommand {
  readonly id: string;
  readonly label: string;
  /** Other words that find it. */
  readonly keywords?: readonly string[];
  readonly icon?: ReactNode;
  /** On the right: where it is, what it is. */
  readonly hint?: ReactNode;
  /** Keys that do the same: "g l". */
  readonly keys?: string;
  readonly onSelect: () => void;
}

export interface PaletteGroup {
  readonly id: string;
  readonly label: string;
  readonly commands: readonly PaletteCommand[];
}

export interface CommandPaletteProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** The accessible name. */
  readonly label: string;
  readonly placeholder: string;
  /** Always there, narrowed by what is typed. */
  readonly groups: readonly PaletteGroup[];
  /** Finds more for what is typed, from two letters on. Honour the signal. */
  readonly search?: (query: string, signal: AbortSignal) => Promise<readonly PaletteGroup[]>;
  readonly delayMs?: number;
}

function narrow(groups: readonly PaletteGroup[], query: string): readonly PaletteGroup[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
  const fits = (command: PaletteCommand) => {
    const text = [command.label, ...(command.keywords ?? [])].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups.map((group) => ({ ...group, commands: group.commands.filter((command) => fits(command)) }));
}

interface Found {
  readonly state: "idle" | "loading" | "failed";
  readonly groups: readonly PaletteGroup[];
}

const nothing: Found = { state: "idle", groups: [] };

function useFound(query: string, delayMs: number, search: CommandPaletteProps["search"]): Found {
  const [found, setFound] = useState<Found>(nothing);
  const find = useEffectEvent(async (text: string, signal: AbortSignal) => {
    if (!search) return;
    setFound((before) => ({ state: "loading", groups: before.groups }));
    try {
      const groups = await search(text, signal);
      if (!signal.aborted) setFound({ state: "idle", groups });
    } catch {
      if (!signal.aborted) setFound({ state: "failed", groups: [] });
    }
  });
  const isLongEnough = query.trim().length >= 2;
  useEffect(() => {
    if (!isLongEnough) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => void find(query, abort.signal), delayMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query, isLongEnough, delayMs]);
  return isLongEnough ? found : nothing;
}

/** Search and commands in one place. Load it on the first Ctrl-K. */
export function CommandPalette(props: CommandPaletteProps) {
  return (
    <NativeDialog isOpen={props.isOpen} onClose={props.onClose} className="palette" label={props.label}>
      <PaletteBody {...props} />
    </NativeDialog>
  );
}

function PaletteBody({ onClose, label, placeholder, groups, search, delayMs = 150 }: CommandPaletteProps) {
  const labels = useLabels();
  const [query, setQuery] = useState("");
  const found = useFound(query, delayMs, search);
  const shown = [...narrow(groups, query), ...found.groups].filter((group) => group.commands.length > 0);
  const message =
    found.state === "loading"
      ? labels.loading
      : found.state === "failed"
        ? labels.searchFailed
        : labels.noResults;
  return (
    <Command label={label} shouldFilter={false} loop className="paper overflow-hidden">
      <div className="flex h-12 items-center gap-3 border-b px-4">
        <Search
          aria-hidden
          className={`size-4 flex-none text-ink-3 ${found.state === "loading" ? "animate-pulse" : ""}`}
        />
        <Command.Input
          data-autofocus=""
          value={query}
          onValueChange={setQuery}
          placeholder={placeholder}
          className="h-full min-w-0 flex-1 bg-transparent text-lg outline-none"
        />
        <Kbd keys="Esc" />
      </div>
      <Command.List className="palette-list max-h-[min(420px,60dvh)] scroll-py-2 overflow-y-auto overscroll-contain p-2">
        {shown.length === 0 && <p className="px-2 py-6 text-center text-ink-3">{message}</p>}
        {shown.map((group) => (
          <Command.Group key={group.id} heading={group.label}>
            {group.commands.map((command) => (
              <Command.Item
                key={command.id}
                value={`${group.id}/${command.id}`}
                className="menu-item"
                onSelect={() => {
                  onClose();
                  command.onSelect();
                }}
              >
                {command.icon}
                <span className="min-w-0 flex-1 truncate">{command.label}</span>
                {command.hint && <span className="truncate text-sm text-ink-3">{command.hint}</span>}
                {command.keys && <Kbd keys={command.keys} />}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}
