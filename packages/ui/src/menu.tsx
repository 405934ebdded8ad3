"use client";

import { lazy, Suspense, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import { Button, IconButton, type ButtonVariant } from "./button.tsx";
import type { MenuSection } from "./menu-section.ts";

export type { MenuItem, MenuSection } from "./menu-section.ts";

export interface MenuProps {
  /** The accessible name of the button; with `icon` and no children also its tip. */
  readonly label: string;
  readonly sections: readonly MenuSection[];
  /** The button's text. Leave out for an icon button. */
  readonly children?: ReactNode;
  readonly icon?: ReactNode;
  readonly variant?: ButtonVariant;
  readonly size?: "sm" | "md";
  readonly align?: "start" | "center" | "end";
  readonly className?: string;
  /** Draws the button in another shape: its classes replace those of Button. */
  readonly triggerClassName?: string;
}

const load = () => import("./menu-popup.tsx");
const MenuPopup = lazy(load);

/** A button that opens a list of actions. The list's script is loaded when the button is pointed at or focused. */
export function Menu(props: MenuProps) {
  const {
    label,
    sections,
    children,
    icon,
    variant,
    size = "md",
    align = "end",
    className,
    triggerClassName,
  } = props;
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [isByKeyboard, setIsByKeyboard] = useState(false);
  const [isWanted, setIsWanted] = useState(false);
  const want = () => void load();
  const shared = {
    ref: trigger,
    "aria-haspopup": "menu",
    "aria-expanded": isOpen,
    onPointerEnter: want,
    onFocus: want,
    onClick: (event: MouseEvent) => {
      setIsWanted(true);
      // A click without a pointer comes from Enter or Space.
      setIsByKeyboard(event.detail === 0);
      setIsOpen(!isOpen);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      setIsByKeyboard(true);
      setIsWanted(true);
      setIsOpen(true);
    },
  } as const;
  return (
    <>
      {triggerClassName !== undefined ? (
        <button {...shared} type="button" className={triggerClassName} aria-label={label}>
          {icon}
          {children}
        </button>
      ) : children === undefined ? (
        <IconButton
          {...shared}
          label={label}
          icon={icon}
          size={size}
          variant={variant ?? "quiet"}
          tipAlign="end"
          className={className}
        />
      ) : (
        <Button {...shared} icon={icon} size={size} variant={variant ?? "secondary"} className={className}>
          {children}
        </Button>
      )}
      {isWanted && (
        <Suspense>
          <MenuPopup
            label={label}
            sections={sections}
            align={align}
            trigger={trigger}
            isOpen={isOpen}
            isByKeyboard={isByKeyboard}
            onOpenChange={setIsOpen}
          />
        </Suspense>
      )}
    </>
  );
}
