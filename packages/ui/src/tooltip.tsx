"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import { use, type ReactElement, type ReactNode } from "react";
import { OverlayContainer } from "./overlay-container.ts";

export interface TooltipProps {
  /** A few words more; never the only name of the thing. */
  readonly content: ReactNode;
  /** One element that can take the focus. */
  readonly children: ReactElement<Record<string, unknown>>;
  readonly side?: "top" | "bottom" | "left" | "right";
}

/**
 * Words on hover and focus, kept inside the window. Brings a positioning library: for the name of an icon button use
 * IconButton, which needs none.
 */
export function Tooltip({ content, children, side = "top" }: TooltipProps) {
  const container = use(OverlayContainer);
  return (
    <Base.Root>
      <Base.Trigger delay={400} render={children} />
      <Base.Portal container={container}>
        <Base.Positioner side={side} sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup className="tooltip">{content}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
