"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const ContactList = lazyView(async () => (await import("./contact-list.tsx")).ContactList);
export const ContactPage = lazyView(async () => (await import("./contact-page.tsx")).ContactPage);
export const ContactStatistics = lazyView(
  async () => (await import("./contact-statistics.tsx")).ContactStatistics,
);
export const NewContact = lazyView(async () => (await import("./new-contact.tsx")).NewContact);
