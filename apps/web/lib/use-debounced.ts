"use client";

import { useEffect, useEffectEvent, useState } from "react";

/**
 * The value, `delayMs` after it last changed: for what is asked of the server while a person types. `key` tells when
 * an object changed; a text is its own key.
 */
export function useDebounced<Value>(value: Value, delayMs = 250, key: unknown = value): Value {
  const [settled, setSettled] = useState(value);
  const settle = useEffectEvent(() => setSettled(value));
  useEffect(() => {
    const timer = setTimeout(() => settle(), delayMs);
    return () => clearTimeout(timer);
  }, [key, delayMs]);
  return settled;
}
