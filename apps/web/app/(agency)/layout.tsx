import type { ReactNode } from "react";
import { AgencyFrame } from "../../features/frame/agency-frame.tsx";

export default function AgencyLayout({ children }: { readonly children: ReactNode }) {
  return <AgencyFrame>{children}</AgencyFrame>;
}
