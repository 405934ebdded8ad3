"use client";

import {
  createContext,
  use,
  type ComponentType,
  type MouseEventHandler,
  type ReactNode,
  type Ref,
} from "react";
import { joinClasses } from "./class-names.ts";

export interface AppLinkProps {
  readonly href: string;
  readonly children?: ReactNode;
  readonly className?: string;
  readonly id?: string;
  readonly ref?: Ref<HTMLAnchorElement>;
  readonly role?: string;
  readonly tabIndex?: number;
  readonly target?: string;
  readonly title?: string;
  readonly onClick?: MouseEventHandler<HTMLAnchorElement>;
  readonly "aria-current"?: "page" | "step" | true;
  readonly "aria-label"?: string;
  readonly "aria-expanded"?: boolean;
  readonly "data-current"?: "";
  readonly "data-quiet"?: "";
  readonly "data-size"?: string;
  readonly "data-square"?: "";
  readonly "data-tip"?: string;
  readonly "data-tip-side"?: string;
  readonly "data-variant"?: string;
}

export type LinkComponent = ComponentType<AppLinkProps>;

const LinkContext = createContext<LinkComponent | "a">("a");

/** Names the router's link once; every part that links uses it. Without a provider, links are plain anchors. */
export function LinkProvider({
  link,
  children,
}: {
  readonly link: LinkComponent;
  readonly children: ReactNode;
}) {
  return <LinkContext value={link}>{children}</LinkContext>;
}

/** An unstyled link by the app's router. */
export function AppLink(props: AppLinkProps) {
  const Link = use(LinkContext);
  return <Link {...props} />;
}

export interface TextLinkProps extends AppLinkProps {
  /** Looks like the text around it until pointed at: for names and figures in tables. */
  readonly isQuiet?: boolean;
}

/** A link within text or in a cell. */
export function TextLink({ isQuiet = false, className, ...rest }: TextLinkProps) {
  return (
    <AppLink
      {...rest}
      {...(isQuiet && { "data-quiet": "" })}
      className={joinClasses("text-link", className)}
    />
  );
}
