import type { Mail } from "./mail.ts";

/** `path` of the pages that people open, below the public address. */
function pageUrl(publicUrl: string, path: string): string {
  return `${publicUrl.replace(/\/$/, "")}${path}`;
}

export function resetMail({ to, publicUrl, token }: { to: string; publicUrl: string; token: string }): Mail {
  const link = pageUrl(publicUrl, `/reset-password?token=${encodeURIComponent(token)}`);
  return {
    to,
    kind: "password_reset",
    subject: "Set a new password for Stead",
    body: "Somebody asked for a new password for this address. If it was you, open this link within an hour. If it was not you, there is nothing to do: your password stays as it is.",
    action: { label: "Set a new password", url: link },
  };
}

export function passwordChangedMail({ to }: { to: string }): Mail {
  return {
    to,
    kind: "password_changed",
    subject: "Your Stead password was changed",
    body: "The password of your account was just changed and every other session was signed out. If this was not you, ask for a new password at once and tell your agency's owner.",
  };
}

export type InvitationMail = {
  to: string;
  publicUrl: string;
  invitationId: string;
  agencyName: string;
  inviterName: string;
};

export function invitationMail({
  to,
  publicUrl,
  invitationId,
  agencyName,
  inviterName,
}: InvitationMail): Mail {
  const link = pageUrl(publicUrl, `/invitation?id=${encodeURIComponent(invitationId)}`);
  return {
    to,
    kind: "invitation",
    subject: `${inviterName} invites you to ${agencyName} on Stead`,
    body: `${inviterName} invites you to work with ${agencyName} on Stead. Open this link within seven days, and sign in or sign up with this e-mail address.`,
    action: { label: "Open the invitation", url: link },
  };
}
