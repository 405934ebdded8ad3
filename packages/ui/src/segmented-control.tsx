"use client";

import { useId, type ReactNode } from "react";
import { joinClasses } from "./class-names.ts";

export interface Segment<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  readonly isDisabled?: boolean;
}

export interface SegmentedControlProps<Value extends string> {
  /** The accessible name of the choice. */
  readonly label: string;
  readonly segments: readonly Segment<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly className?: string;
}

/** One of two to four short choices, all in sight. Arrow keys move. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={props.label} className={joinClasses("segments", props.className)}>
      {props.segments.map((segment) => (
        <label key={segment.value} className="segment">
          <input
            type="radio"
            className="absolute inset-0 appearance-none outline-none"
            name={name}
            value={segment.value}
            checked={segment.value === props.value}
            disabled={segment.isDisabled ?? false}
            onChange={() => props.onChange(segment.value)}
          />
          <span className="pointer-events-none">{segment.label}</span>
        </label>
      ))}
    </div>
  );
}
