import type { Metadata } from "next";
import { Suspense } from "react";
import { EventList } from "../../../../features/collecting/views.ts";

export const metadata: Metadata = { title: "Callbacks" };

export default function EventsRoute() {
  return (
    <Suspense>
      <EventList />
    </Suspense>
  );
}
