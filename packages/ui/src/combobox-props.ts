import type { RefObject } from "react";

export interface ComboboxOption {
  readonly value: string;
  readonly label: string;
  /** A second line: what tells two of the same name apart. */
  readonly note?: string;
}

export interface ComboboxProps {
  readonly value: ComboboxOption | null;
  readonly onChange: (option: ComboboxOption | null) => void;
  /** Finds options for what is typed; called with an empty text when the list opens. Honour the signal. */
  readonly search: (query: string, signal: AbortSignal) => Promise<readonly ComboboxOption[]>;
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
  /** Only without a Field around it. */
  readonly "aria-label"?: string;
  readonly name?: string;
  /** The wait after a keystroke. */
  readonly delayMs?: number;
}

export interface ComboboxPartProps extends ComboboxProps {
  /** Carries the focus over when the working part takes the place of the waiting one. */
  readonly hasFocusRef: RefObject<boolean>;
}
