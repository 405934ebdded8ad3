"use client";

import { AccountsHeader } from "./accounts-header.tsx";
import { LeaseOpening } from "./lease-opening.tsx";
import { Section } from "@stead/ui/section";
import { ledger as text } from "../../messages/en/ledger.ts";
import { BooksOpening } from "./books-opening.tsx";

/** What stood in the old books on the day of the change-over: of the agency, and of each tenant. */
export function OpeningPage() {
  return (
    <>
      <AccountsHeader currentId="opening" />
      <p className="mb-6 max-w-2xl text-ink-2">{text.openingHelp}</p>
      <div className="grid gap-x-16 gap-y-10 xl:grid-cols-2">
        <Section title={text.openingBooks} description={text.openingBooksHelp}>
          <BooksOpening />
        </Section>
        <Section title={text.openingLease} description={text.openingLeaseHelp}>
          <LeaseOpening />
        </Section>
      </div>
    </>
  );
}
