import { Suspense, type ReactNode } from "react";
import { PortalFrame } from "../../../features/portal/portal-frame.tsx";
import { PortalSkeleton } from "../../../features/portal/portal-skeleton.tsx";

export default function PortalLayout({ children }: { readonly children: ReactNode }) {
  return (
    <Suspense fallback={<PortalSkeleton />}>
      <PortalFrame>{children}</PortalFrame>
    </Suspense>
  );
}
