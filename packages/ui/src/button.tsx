"use client";

import LoaderCircle from "lucide-react/icons/loader-circle";
import type { ComponentProps, MouseEvent, ReactNode } from "react";
import { joinClasses } from "./class-names.ts";
import { useLabels } from "./labels.tsx";
import { AppLink, type AppLinkProps } from "./link.tsx";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";

interface ButtonLook {
  readonly variant?: ButtonVariant;
  readonly size?: "sm" | "md";
  /** An icon element before the text, drawn at 16 px. */
  readonly icon?: ReactNode;
}

export interface ButtonProps extends ComponentProps<"button">, ButtonLook {
  /** Keeps the width and the focus, shows a spinner, ignores clicks. */
  readonly isLoading?: boolean;
}

/** A verb. `type` is "button" unless said otherwise. */
export function Button({
  variant = "secondary",
  size = "md",
  icon,
  isLoading = false,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const labels = useLabels();
  const blockClick = (event: MouseEvent) => event.preventDefault();
  return (
    <button
      {...rest}
      type={type}
      className={joinClasses("btn", className)}
      data-variant={variant}
      data-size={size}
      {...(isLoading && { "aria-busy": true, "aria-disabled": true })}
      onClick={isLoading ? blockClick : onClick}
    >
      {icon}
      {children}
      {isLoading && (
        <span className="btn-spinner">
          <LoaderCircle className="icon-16 animate-spin" />
          <span className="sr-only">{labels.loading}</span>
        </span>
      )}
    </button>
  );
}

export interface ButtonLinkProps extends Omit<AppLinkProps, "data-variant" | "data-size">, ButtonLook {}

/** A link that looks like a button: it goes somewhere, it changes nothing. */
export function ButtonLink({
  variant = "secondary",
  size = "md",
  icon,
  className,
  children,
  ...rest
}: ButtonLinkProps) {
  return (
    <AppLink {...rest} className={joinClasses("btn", className)} data-variant={variant} data-size={size}>
      {icon}
      {children}
    </AppLink>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "children" | "aria-label"> {
  /** The accessible name, also shown on hover and focus. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly tipSide?: "top" | "bottom" | "right";
  readonly tipAlign?: "center" | "end";
}

/** A square button with an icon and a name that shows on hover and focus. */
export function IconButton({
  label,
  variant = "quiet",
  tipSide = "bottom",
  tipAlign = "center",
  ...rest
}: IconButtonProps) {
  return (
    <Button
      {...rest}
      variant={variant}
      aria-label={label}
      data-square=""
      data-tip={label}
      data-tip-side={tipSide}
      data-tip-align={tipAlign}
    />
  );
}
