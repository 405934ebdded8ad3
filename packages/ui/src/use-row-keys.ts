import { useEffect, useEffectEvent } from "react";

export interface RowKeyActions {
  readonly isEnabled: boolean;
  /** Moves by one row down (1) or up (-1). */
  readonly move: (step: 1 | -1) => void;
  /** Each returns false when there is nothing to act on, so that the key keeps its usual meaning. */
  readonly open: () => boolean;
  readonly peek: () => boolean;
  readonly select: () => boolean;
  readonly selectAll: () => boolean;
  readonly help: () => void;
}

const typing =
  "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=combobox]";
const acting = "a, button, summary, input, [role=menuitem], [role=option]";

/** True when a key belongs to what is focused or open, not to the page. */
export function isKeyTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing)
    return true;
  const target = event.target;
  if (target instanceof Element && target.closest(typing)) return true;
  return document.querySelector("dialog:modal, [popover]:popover-open, [role=menu]") !== null;
}

/** The keys of a list, heard anywhere on the page except while typing or in a dialog. */
export function useRowKeys(actions: RowKeyActions): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isKeyTaken(event)) return;
    const isOnControl = event.target instanceof Element && event.target.closest(acting) !== null;
    const isHandled = act(event.key, isOnControl, actions);
    if (isHandled) event.preventDefault();
  });
  const { isEnabled } = actions;
  useEffect(() => {
    if (!isEnabled) return undefined;
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [isEnabled]);
}

/** From the rows to what can be done with those that are selected. */
function focusSelectionBar(): boolean {
  const button = document.querySelector<HTMLElement>("[data-selection-bar] button");
  button?.focus();
  return button !== null;
}

function act(key: string, isOnControl: boolean, actions: RowKeyActions): boolean {
  switch (key) {
    case "j":
      actions.move(1);
      return true;
    case "k":
      actions.move(-1);
      return true;
    case "x":
      return actions.select();
    case "X":
      return actions.selectAll();
    case "b":
      return focusSelectionBar();
    case "Enter":
      return !isOnControl && actions.open();
    case " ":
      return !isOnControl && actions.peek();
    case "?":
      actions.help();
      return true;
    default:
      return false;
  }
}
