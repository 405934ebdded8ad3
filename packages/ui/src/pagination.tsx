"use client";

import ChevronLeft from "lucide-react/icons/chevron-left";
import ChevronRight from "lucide-react/icons/chevron-right";
import { useEffect, useEffectEvent, useRef, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { useLabels } from "./labels.tsx";

export interface PaginationProps {
  /** "50 of 1,000+". */
  readonly summary?: ReactNode;
  /** Null when there is no page before. */
  readonly onPrevious: (() => void) | null;
  /** Null when there is no page after. */
  readonly onNext: (() => void) | null;
  readonly isLoading?: boolean;
}

/** Back and forth through keyset pages. */
export function Pagination({ summary, onPrevious, onNext, isLoading = false }: PaginationProps) {
  const labels = useLabels();
  return (
    <nav aria-label={labels.pages} className="flex items-center justify-between gap-4 py-3">
      <span className="text-ink-3 tabular-nums">{summary}</span>
      <span className="flex gap-2">
        <Button
          size="sm"
          icon={<ChevronLeft />}
          disabled={!onPrevious || isLoading}
          onClick={() => onPrevious?.()}
        >
          {labels.previous}
        </Button>
        <Button size="sm" disabled={!onNext || isLoading} onClick={() => onNext?.()}>
          {labels.next}
          <ChevronRight />
        </Button>
      </span>
    </nav>
  );
}

export interface LoadMoreProps {
  readonly summary?: ReactNode;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly onMore: () => void;
  /** Loads by itself when scrolled near. */
  readonly isAutomatic?: boolean;
}

/** The end of a list that goes on. */
export function LoadMore({ summary, hasMore, isLoading, onMore, isAutomatic = false }: LoadMoreProps) {
  const labels = useLabels();
  const end = useRef<HTMLDivElement>(null);
  const load = useEffectEvent(() => {
    if (!isLoading) onMore();
  });
  useEffect(() => {
    const element = end.current;
    if (!isAutomatic || !hasMore || isLoading || !element) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) load();
      },
      { rootMargin: "400px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isAutomatic, hasMore, isLoading]);
  return (
    <div ref={end} className="flex min-h-12 items-center justify-between gap-4 py-2">
      <span className="text-ink-3 tabular-nums">{summary}</span>
      {hasMore && (
        <Button size="sm" isLoading={isLoading} onClick={onMore}>
          {labels.loadMore}
        </Button>
      )}
    </div>
  );
}
