import {
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
} from "react";

export interface Plot {
  readonly box: RefObject<HTMLDivElement | null>;
  /** Width of the box in px, 0 before it is measured. */
  readonly width: number;
  /** The category pointed at, or reached by the arrow keys. */
  readonly cursor: number | null;
  readonly handlers: {
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onBlur: () => void;
  };
}

/** The measured width and the cursor of a plot whose categories share its width evenly. */
export function usePlot(count: number, leftPx: number, rightPx: number): Plot {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [cursor, setCursor] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const clamp = (index: number) => Math.max(0, Math.min(count - 1, index));
  const onPointerMove = (event: PointerEvent) => {
    const left = event.currentTarget.getBoundingClientRect().left + leftPx;
    setCursor(clamp(Math.floor(((event.clientX - left) / (width - leftPx - rightPx)) * count)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const from = cursor ?? count - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: from - 1,
      ArrowRight: from + 1,
      Home: 0,
      End: count - 1,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setCursor(cursor === null ? from : clamp(next));
  };
  const clear = () => setCursor(null);
  return { box, width, cursor, handlers: { onPointerMove, onPointerLeave: clear, onKeyDown, onBlur: clear } };
}
