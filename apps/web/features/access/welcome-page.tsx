"use client";

import { useSyncExternalStore } from "react";
import { SkeletonForm } from "@stead/ui/skeleton";
import { access as text } from "../../messages/en/access.ts";
import { AccessCard } from "./access-card.tsx";
import { WelcomeForm } from "./welcome-form.tsx";

const never = () => () => {};

/** The form guesses country and zone from the browser, so it exists only there. */
export function WelcomePage() {
  const isAlive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  if (isAlive) return <WelcomeForm />;
  return (
    <AccessCard title={text.welcomeTitle} help={text.welcomeHelp}>
      <SkeletonForm />
    </AccessCard>
  );
}
