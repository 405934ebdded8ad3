"use client";

import { useEffect, useState } from "react";

/** The value, `delayMs` after it last changed: for what is asked of the server while a person types. Give a stable value, such as text. */
export function useDebounced<Value>(value: Value, delayMs = 250): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return settled;
}
