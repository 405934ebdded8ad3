"use client";

import { LiveListener } from "../../lib/live-listener.tsx";
import { PlanBanner } from "../plans/plan-banner.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";

/** What watches while a page stands, and says across the frame what has to be said. No part of the first paint. */
export default function FrameWatch() {
  return (
    <>
      <LiveListener />
      <ConnectionBanner />
      <PlanBanner />
    </>
  );
}
