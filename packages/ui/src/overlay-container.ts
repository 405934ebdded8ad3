import { createContext } from "react";

/** The open dialog, where popups must be rendered to lie above it; null on the page itself. */
export const OverlayContainer = createContext<HTMLElement | null>(null);
