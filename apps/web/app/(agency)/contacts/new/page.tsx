import type { Metadata } from "next";
import { Suspense } from "react";
import { NewContact } from "../../../../features/contacts/views.ts";

export const metadata: Metadata = { title: "New contact" };

export default function ContactsNewPage() {
  return (
    <Suspense>
      <NewContact />
    </Suspense>
  );
}
