import type { Metadata } from "next";
import { Suspense } from "react";
import { CollectionList } from "../../../features/collecting/views.ts";

export const metadata: Metadata = { title: "Collections" };

export default function CollectionsRoute() {
  return (
    <Suspense>
      <CollectionList />
    </Suspense>
  );
}
