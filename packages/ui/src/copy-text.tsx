"use client";

import Check from "lucide-react/icons/check";
import Copy from "lucide-react/icons/copy";
import { useEffect, useState, type ReactNode } from "react";
import { joinClasses } from "./class-names.ts";
import { useLabels } from "./labels.tsx";

export interface CopyTextProps {
  /** What is copied, and what is shown unless children say otherwise. */
  readonly text: string;
  readonly children?: ReactNode;
  readonly className?: string;
}

/** A reference or an id in mono; one click copies it. */
export function CopyText({ text, children, className }: CopyTextProps) {
  const labels = useLabels();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={() => void copy()}
      title={labels.copy}
      className={joinClasses(
        "group -mx-1 inline-flex max-w-full items-center gap-1.5 rounded-sm px-1 hover:bg-hover hover:text-ink",
        className,
      )}
    >
      <span className="mono truncate">{children ?? text}</span>
      <Icon
        aria-hidden
        className={joinClasses(
          "size-3 flex-none",
          isCopied
            ? "text-good"
            : "text-ink-3 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100",
        )}
      />
      <span role="status" className="sr-only">
        {isCopied ? labels.copied : ""}
      </span>
    </button>
  );
}
