"use client";

import { Combobox } from "@base-ui/react/combobox";
import ChevronsUpDown from "lucide-react/icons/chevrons-up-down";
import X from "lucide-react/icons/x";
import { use, useEffect, useEffectEvent, useRef, useState } from "react";
import type { ComboboxOption, ComboboxPartProps, ComboboxProps } from "./combobox-props.ts";
import { useControlProps } from "./field-context.tsx";
import { useLabels } from "./labels.tsx";
import { OverlayContainer } from "./overlay-container.ts";

interface Results {
  readonly state: "idle" | "loading" | "failed";
  readonly options: readonly ComboboxOption[];
}

/** Searches while open: at once for an empty text, after a pause for a typed one; only the latest answer counts. */
function useSearch(
  query: string,
  isOpen: boolean,
  delayMs: number,
  search: ComboboxProps["search"],
): Results {
  const [results, setResults] = useState<Results>({ state: "idle", options: [] });
  const find = useEffectEvent(async (text: string, signal: AbortSignal) => {
    setResults((before) => ({ state: "loading", options: before.options }));
    try {
      const options = await search(text, signal);
      if (!signal.aborted) setResults({ state: "idle", options });
    } catch {
      if (!signal.aborted) setResults({ state: "failed", options: [] });
    }
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => void find(query, abort.signal), query === "" ? 0 : delayMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query, isOpen, delayMs]);
  return results;
}

const iconButton =
  "grid size-7 flex-none place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink";

/** The working part of Combobox; loaded when one first shows. */
export default function ComboboxControl(props: ComboboxPartProps) {
  const {
    value,
    onChange,
    search,
    placeholder,
    isDisabled = false,
    name,
    delayMs = 150,
    hasFocusRef,
  } = props;
  const labels = useLabels();
  const container = use(OverlayContainer);
  const control = useControlProps({});
  const [typed, setTyped] = useState("");
  const [isOpen, setIsOpen] = useState(false);
  const { state, options } = useSearch(typed, isOpen, delayMs, search);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (hasFocusRef.current) input.current?.focus();
  }, [hasFocusRef]);
  const message =
    state === "loading" ? labels.loading : state === "failed" ? labels.searchFailed : labels.noResults;
  return (
    <Combobox.Root<ComboboxOption>
      items={options}
      filter={null}
      value={value}
      onValueChange={(option) => onChange(option)}
      onInputValueChange={(text, details) => {
        if (details.reason === "input-change") setTyped(text);
        else setTyped("");
      }}
      onOpenChange={setIsOpen}
      itemToStringLabel={(option) => option.label}
      itemToStringValue={(option) => option.value}
      isItemEqualToValue={(option, chosen) => option.value === chosen.value}
      disabled={isDisabled}
      autoHighlight
      {...(name !== undefined && { name })}
      {...(control.required === true && { required: true })}
    >
      <Combobox.InputGroup className="control-group">
        <Combobox.Input
          ref={input}
          id={control.id}
          aria-describedby={control["aria-describedby"]}
          aria-invalid={control["aria-invalid"]}
          aria-label={props["aria-label"]}
          placeholder={placeholder}
          spellCheck={false}
        />
        <Combobox.Clear className={iconButton} aria-label={labels.clear}>
          <X aria-hidden className="size-4" />
        </Combobox.Clear>
        <Combobox.Trigger className={`${iconButton} mr-1`} aria-label={labels.showOptions}>
          <ChevronsUpDown aria-hidden className="size-4" />
        </Combobox.Trigger>
      </Combobox.InputGroup>
      <Combobox.Portal container={container}>
        <Combobox.Positioner sideOffset={4} collisionPadding={8} className="z-50">
          <Combobox.Popup
            className="paper menu w-(--anchor-width) max-w-none! overflow-y-auto"
            aria-busy={state === "loading"}
          >
            <Combobox.Empty>
              <p className="px-2 py-1.5 text-ink-3">{message}</p>
            </Combobox.Empty>
            <Combobox.List className="max-h-[min(320px,var(--available-height))] overflow-y-auto outline-none">
              {(option: ComboboxOption) => (
                <Combobox.Item key={option.value} value={option} className="menu-item">
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">{option.label}</span>
                    {option.note && <span className="block truncate text-sm text-ink-3">{option.note}</span>}
                  </span>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
