"use client";

import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { joinClasses } from "./class-names.ts";

export type PopoverAlign = "start" | "center" | "end";

const gap = 6;
const margin = 8;

/** Puts an open popover below its trigger, above when there is no room, always inside the window. */
function place(trigger: HTMLElement, popover: HTMLElement, align: PopoverAlign): void {
  const anchor = trigger.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const offset = { start: 0, center: (anchor.width - width) / 2, end: anchor.width - width }[align];
  const left = Math.max(margin, Math.min(anchor.left + offset, innerWidth - width - margin));
  const isAbove = anchor.bottom + gap + height > innerHeight - margin && anchor.top - gap - height >= margin;
  popover.style.left = `${left}px`;
  popover.style.top = `${isAbove ? anchor.top - gap - height : anchor.bottom + gap}px`;
}

function usePlacement(
  trigger: RefObject<HTMLElement | null>,
  popover: RefObject<HTMLElement | null>,
  isOpen: boolean,
  align: PopoverAlign,
): void {
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    const update = () => {
      if (trigger.current && popover.current) place(trigger.current, popover.current, align);
    };
    update();
    const observer = new ResizeObserver(update);
    if (popover.current) observer.observe(popover.current);
    addEventListener("scroll", update, { capture: true, passive: true });
    addEventListener("resize", update);
    return () => {
      observer.disconnect();
      removeEventListener("scroll", update, { capture: true });
      removeEventListener("resize", update);
    };
  }, [trigger, popover, isOpen, align]);
}

export interface PopoverProps {
  /** The content of the button that opens it. */
  readonly trigger: ReactNode;
  /** The accessible name of the button, when its content is no text. */
  readonly triggerLabel?: string;
  readonly triggerClassName?: string;
  /** The accessible name of what opens. */
  readonly label: string;
  readonly align?: PopoverAlign;
  readonly className?: string;
  /** Rendered while open; receives a function that closes. */
  readonly children: (close: () => void) => ReactNode;
  readonly onClose?: () => void;
}

/**
 * A small paper beside a button, by the browser's own popover: Escape and a click outside close it, it lies above
 * everything, dialogs too, and costs no library.
 */
export function Popover(props: PopoverProps) {
  const {
    trigger,
    triggerLabel,
    triggerClassName,
    label,
    align = "start",
    className,
    children,
    onClose,
  } = props;
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const popover = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  usePlacement(button, popover, isOpen, align);
  useEffect(() => {
    if (isOpen) popover.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
  }, [isOpen]);
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        aria-label={triggerLabel}
        className={triggerClassName}
      >
        {trigger}
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={joinClasses("popover paper", className)}
        onToggle={(event) => {
          if (event.target !== event.currentTarget) return;
          const isNowOpen = event.newState === "open";
          setIsOpen(isNowOpen);
          if (!isNowOpen) onClose?.();
        }}
      >
        {isOpen && children(() => popover.current?.hidePopover())}
      </div>
    </>
  );
}
