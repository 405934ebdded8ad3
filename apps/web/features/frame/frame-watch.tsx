"use client";

import { LiveListener } from "../../lib/live-listener.tsx";
import { PlanBanner } from "../plans/plan-banner.tsx";
import { AnswerKeeper } from "./answer-keeper.tsx";

/** What listens while a page stands, and tells of the plan what has to be told. No part of the first paint. */
export default function FrameWatch() {
  return (
    <>
      <LiveListener />
      <AnswerKeeper />
      <PlanBanner />
    </>
  );
}
