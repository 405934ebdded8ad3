import { organization } from "better-auth/plugins";
import { accessControl, agencyRoles } from "./agency-roles.ts";
import type { SendMail } from "./mail.ts";
import { invitationMail } from "./mails.ts";

const weekS = 7 * 86_400;

/** The library's organizations are Stead's agencies: it makes and takes invitations for them, nothing else. */
export function agencyPlugin({ publicUrl, sendMail }: { publicUrl: string; sendMail: SendMail }) {
  return organization({
    ac: accessControl,
    roles: agencyRoles,
    creatorRole: "owner",
    membershipLimit: 1_000,
    invitationLimit: 200,
    invitationExpiresIn: weekS,
    cancelPendingInvitationsOnReInvite: true,
    // Whoever has the link got the mail.
    requireEmailVerificationOnInvitation: false,
    allowUserToCreateOrganization: false,
    schema: {
      session: { fields: { activeOrganizationId: "activeAgencyId" } },
      organization: { modelName: "agency" },
      member: { fields: { organizationId: "agencyId" } },
      invitation: { fields: { organizationId: "agencyId" } },
    },
    sendInvitationEmail: async ({ id, email, organization: agency, inviter }) => {
      const names = { agencyName: agency.name, inviterName: inviter.user.name };
      await sendMail(invitationMail({ to: email, publicUrl, invitationId: id, ...names }));
    },
  });
}
