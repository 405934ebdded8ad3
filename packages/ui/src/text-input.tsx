"use client";

import type { ComponentProps, ReactNode } from "react";
import { joinClasses } from "./class-names.ts";
import { useControlProps } from "./field-context.tsx";

export interface TextInputProps extends Omit<ComponentProps<"input">, "size" | "prefix"> {
  /** A mark inside the box on the left: a currency, an icon. */
  readonly before?: ReactNode;
  /** A mark inside the box on the right: a unit. */
  readonly after?: ReactNode;
  readonly size?: "sm" | "md";
}

/** One line of text. Takes every attribute of an input. */
export function TextInput({ before, after, size = "md", className, ...rest }: TextInputProps) {
  const control = useControlProps(rest);
  if (before === undefined && after === undefined) {
    return <input {...rest} {...control} data-size={size} className={joinClasses("control", className)} />;
  }
  return (
    <div className={joinClasses("control-group", className)}>
      {before !== undefined && <span className="control-mark">{before}</span>}
      <input {...rest} {...control} />
      {after !== undefined && <span className="control-mark">{after}</span>}
    </div>
  );
}

export type TextAreaProps = ComponentProps<"textarea">;

/** Several lines of text. Grows with what is typed. */
export function TextArea({ className, ...rest }: TextAreaProps) {
  const control = useControlProps(rest);
  return <textarea rows={3} {...rest} {...control} className={joinClasses("control", className)} />;
}
