"use client";

import { useSyncExternalStore } from "react";
import { FrameSkeleton } from "../frame/frame-skeleton.tsx";
import { frame as text } from "../../messages/en/frame.ts";
import { WelcomeForm } from "./welcome-form.tsx";

const never = () => () => {};

/** The form guesses country and zone from the browser, so it exists only there. */
export function WelcomePage() {
  const isAlive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return isAlive ? <WelcomeForm /> : <FrameSkeleton label={text.loading} />;
}
