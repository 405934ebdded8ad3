import type { Metadata } from "next";
import { Suspense } from "react";
import { CollectionPage } from "../../../../features/collecting/views.ts";

export const metadata: Metadata = { title: "Collection" };

export default function CollectionRoute() {
  return (
    <Suspense>
      <CollectionPage />
    </Suspense>
  );
}
