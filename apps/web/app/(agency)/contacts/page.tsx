import type { Metadata } from "next";
import { Suspense } from "react";
import { ContactList } from "../../../features/contacts/views.ts";

export const metadata: Metadata = { title: "Contacts" };

export default function ContactsPage() {
  return (
    <Suspense>
      <ContactList />
    </Suspense>
  );
}
