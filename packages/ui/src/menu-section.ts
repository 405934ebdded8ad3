import type { ReactNode } from "react";

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** Goes somewhere; otherwise onSelect acts. */
  readonly href?: string;
  readonly onSelect?: () => void;
  /** Makes it a choice with a tick. */
  readonly isChecked?: boolean;
  readonly isDisabled?: boolean;
  readonly tone?: "bad";
  /** On the right: keys, a count. */
  readonly hint?: ReactNode;
}

export interface MenuSection {
  readonly id: string;
  readonly label?: string;
  readonly items: readonly MenuItem[];
}
