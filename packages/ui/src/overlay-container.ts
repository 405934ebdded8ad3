import { createContext } from "react";

/** The open dialog, where popups must be rendered to lie above it; undefined on the page itself. */
export const OverlayContainer = createContext<HTMLElement | undefined>(undefined);
