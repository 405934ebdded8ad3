"use client";

import type { PreviewScheduleInput } from "@stead/contracts/leases";
import type { ReactNode } from "react";
import { LeasePreview } from "./lease-preview.tsx";

export type LeaseFormLayoutProps = {
  /** What is asked for the preview beside the form. */
  preview: PreviewScheduleInput | null;
  onSubmit: () => void;
  children: ReactNode;
};

/** A lease's form with what it charges beside it, in sight while the form scrolls; below it on a phone. */
export function LeaseFormLayout({ preview, onSubmit, children }: LeaseFormLayoutProps) {
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_24rem] xl:gap-12">
      <form
        className="grid content-start gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
      </form>
      <div className="lg:sticky lg:top-[calc(var(--frame-top)+20px)] lg:max-h-[calc(100dvh-var(--frame-top)-40px)] lg:self-start lg:overflow-y-auto">
        <LeasePreview input={preview} />
      </div>
    </div>
  );
}
