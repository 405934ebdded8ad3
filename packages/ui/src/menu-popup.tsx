"use client";

import { Menu } from "@base-ui/react/menu";
import Check from "lucide-react/icons/check";
import { use, useEffect, useRef, type RefObject } from "react";
import { AppLink } from "./link.tsx";
import type { MenuItem, MenuSection } from "./menu-section.ts";
import { OverlayContainer } from "./overlay-container.ts";

export interface MenuPopupProps {
  readonly label: string;
  readonly sections: readonly MenuSection[];
  readonly align: "start" | "center" | "end";
  readonly trigger: RefObject<HTMLElement | null>;
  readonly isOpen: boolean;
  /** Opened by a key: the first item takes the focus. */
  readonly isByKeyboard: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** The list of a Menu; loaded on intent. */
export default function MenuPopup({
  label,
  sections,
  align,
  trigger,
  isOpen,
  isByKeyboard,
  onOpenChange,
}: MenuPopupProps) {
  const popup = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen || !isByKeyboard) return undefined;
    const timer = setTimeout(
      () => popup.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus(),
      30,
    );
    return () => clearTimeout(timer);
  }, [isOpen, isByKeyboard]);
  const container = use(OverlayContainer);
  return (
    <Menu.Root
      open={isOpen}
      modal={false}
      onOpenChange={(isNowOpen, { event }) => {
        // The trigger's own click closes; closing here as well would open it again.
        const isOnTrigger = event.target instanceof Node && trigger.current?.contains(event.target) === true;
        if (!isOnTrigger) onOpenChange(isNowOpen);
      }}
    >
      <Menu.Portal container={container}>
        <Menu.Positioner
          anchor={trigger}
          align={align}
          side="bottom"
          sideOffset={6}
          collisionPadding={8}
          className="z-50"
        >
          <Menu.Popup ref={popup} className="paper menu" aria-label={label} finalFocus={trigger}>
            {sections.map((section, index) => (
              <Menu.Group key={section.id}>
                {index > 0 && <div aria-hidden className="menu-line" />}
                {section.label && <Menu.GroupLabel className="menu-label">{section.label}</Menu.GroupLabel>}
                {section.items.map((item) => (
                  <Item key={item.id} item={item} />
                ))}
              </Menu.Group>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Item({ item }: { readonly item: MenuItem }) {
  const body = (
    <>
      {item.icon}
      <span className="flex-1 truncate">{item.label}</span>
      {item.hint && <span className="text-sm text-ink-3">{item.hint}</span>}
    </>
  );
  if (item.href !== undefined) {
    return (
      <Menu.LinkItem className="menu-item" closeOnClick render={<AppLink href={item.href} />}>
        {body}
      </Menu.LinkItem>
    );
  }
  if (item.isChecked !== undefined) {
    return (
      <Menu.CheckboxItem
        className="menu-item"
        checked={item.isChecked}
        disabled={item.isDisabled}
        onCheckedChange={() => item.onSelect?.()}
      >
        {body}
        <span className="size-4">
          <Menu.CheckboxItemIndicator>
            <Check aria-hidden className="size-4 text-accent-ink" />
          </Menu.CheckboxItemIndicator>
        </span>
      </Menu.CheckboxItem>
    );
  }
  return (
    <Menu.Item
      className="menu-item"
      data-tone={item.tone}
      disabled={item.isDisabled}
      onClick={() => item.onSelect?.()}
    >
      {body}
    </Menu.Item>
  );
}
