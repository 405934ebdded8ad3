import type { Metadata } from "next";
import { Suspense } from "react";
import { ContactPage } from "../../../../features/contacts/contact-page.tsx";

export const metadata: Metadata = { title: "Contact" };

export default function ContactsPage() {
  return (
    <Suspense>
      <ContactPage />
    </Suspense>
  );
}
