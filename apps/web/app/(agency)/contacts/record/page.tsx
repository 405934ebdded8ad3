import type { Metadata } from "next";
import { Suspense } from "react";
import { ContactPage } from "../../../../features/contacts/views.ts";

export const metadata: Metadata = { title: "Contact" };

export default function ContactsPage() {
  return (
    <Suspense>
      <ContactPage />
    </Suspense>
  );
}
