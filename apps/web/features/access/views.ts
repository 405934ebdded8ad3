"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const ApiKeysPage = lazyView(async () => (await import("./api-keys-page.tsx")).ApiKeysPage);
export const InvitationPage = lazyView(async () => (await import("./invitation-page.tsx")).InvitationPage);
export const KeptMail = lazyView(async () => (await import("./kept-mail.tsx")).KeptMail);
export const MembersPage = lazyView(async () => (await import("./members-page.tsx")).MembersPage);
export const ProfilePage = lazyView(async () => (await import("./profile-page.tsx")).ProfilePage);
export const WelcomePage = lazyView(async () => (await import("./welcome-page.tsx")).WelcomePage);
