import type { Metadata } from "next";
import { Suspense } from "react";
import { ContactStatistics } from "../../../../features/contacts/views.ts";

export const metadata: Metadata = { title: "Contacts in numbers" };

export default function ContactsStatisticsPage() {
  return (
    <Suspense>
      <ContactStatistics />
    </Suspense>
  );
}
