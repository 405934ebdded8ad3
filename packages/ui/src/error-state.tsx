"use client";

import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { joinClasses } from "./class-names.ts";
import { CopyText } from "./copy-text.tsx";
import { useLabels } from "./labels.tsx";

export interface ErrorStateProps {
  /** What happened. */
  readonly title: string;
  /** What to do. */
  readonly children?: ReactNode;
  readonly onRetry?: (() => void) | undefined;
  readonly isRetrying?: boolean;
  /** Shown to be quoted to support. */
  readonly requestId?: string | null | undefined;
  /** Instead of or beside the retry. */
  readonly action?: ReactNode;
  readonly className?: string;
}

/** Something failed: what happened, what to do, a retry and the request's id. */
export function ErrorState({
  title,
  children,
  onRetry,
  isRetrying = false,
  requestId,
  action,
  className,
}: ErrorStateProps) {
  const labels = useLabels();
  return (
    <div
      role="alert"
      className={joinClasses(
        "mx-auto grid max-w-md content-start justify-items-center gap-1 px-4 py-12 text-center",
        className,
      )}
    >
      <span className="mb-2 grid size-10 place-items-center rounded-lg bg-bad-soft text-bad">
        <TriangleAlert aria-hidden className="size-5" />
      </span>
      <h3 className="text-base font-semibold">{title}</h3>
      {children && <div className="text-pretty text-ink-2">{children}</div>}
      {(onRetry || action) && (
        <div className="mt-4 flex gap-2">
          {onRetry && (
            <Button onClick={onRetry} isLoading={isRetrying}>
              {labels.retry}
            </Button>
          )}
          {action}
        </div>
      )}
      {requestId && (
        <p className="mt-4 flex items-center gap-1.5 text-sm text-ink-3">
          {labels.requestId} <CopyText text={requestId} />
        </p>
      )}
    </div>
  );
}
