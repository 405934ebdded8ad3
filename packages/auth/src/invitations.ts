import type { InvitationDto, InviteMemberInput, InvitationPreviewDto } from "@stead/contracts/access";
import { rolePermissions, roles, type Permission, type Role } from "@stead/contracts/permissions";
import type { SystemDb } from "@stead/db/system";
import { AppError } from "@stead/kernel/errors";
import type { z } from "zod";
import type { Engine } from "./engine.ts";
import { calling } from "./library-errors.ts";

const statuses = ["pending", "accepted", "rejected", "canceled"] as const;

type InvitationRow = {
  id: string;
  email: string;
  role: string | null;
  status: string;
  expiresAt: Date;
  createdAt: Date;
};

function roleOf(value: string | null): Role {
  return roles.find((role) => role === value) ?? "viewer";
}

function toDto(row: InvitationRow): InvitationDto {
  return {
    id: row.id,
    email: row.email,
    role: roleOf(row.role),
    status: statuses.find((status) => status === row.status) ?? "canceled",
    expiresAt: row.expiresAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
  };
}

/** Open invitations of an agency that are still good, newest first. */
export async function listInvitations(system: SystemDb, agencyId: string): Promise<InvitationDto[]> {
  const rows = await system.prisma.invitation.findMany({
    where: { agencyId, status: "pending", expiresAt: { gt: new Date() } },
    orderBy: { id: "desc" },
    take: 200,
  });
  return rows.map(toDto);
}

export type Inviter = { agencyId: string; permissions: ReadonlySet<Permission>; headers: Headers };

/**
 * Invites somebody by mail; an open invitation of the same address is withdrawn. Throws FORBIDDEN for a role that may
 * do what the inviter may not, CONFLICT for a member.
 */
export async function inviteMember(
  { engine, system }: { engine: Engine; system: SystemDb },
  { agencyId, permissions, headers }: Inviter,
  { email, role }: InviteMemberInput,
): Promise<InvitationDto> {
  requireGrantable(permissions, role);
  const { id } = await calling(() =>
    engine.api.createInvitation({ headers, body: { email, role, organizationId: agencyId } }),
  );
  return toDto(await system.prisma.invitation.findUniqueOrThrow({ where: { id } }));
}

/** Throws FORBIDDEN when a role may do something that the giver may not: nobody raises others above oneself. */
function requireGrantable(permissions: ReadonlySet<Permission>, role: Role): void {
  const beyond = rolePermissions[role].filter((permission) => !permissions.has(permission));
  if (beyond.length > 0)
    throw new AppError("FORBIDDEN", `the role ${role} may do more than you may: ${beyond.join(", ")}`, {
      permissions: beyond,
    });
}

/** Withdraws an open invitation. Throws NOT_FOUND for another agency's, or one that is not open. */
export async function cancelInvitation(
  system: SystemDb,
  { agencyId, invitationId }: { agencyId: string; invitationId: string },
): Promise<void> {
  const { count } = await system.prisma.invitation.updateMany({
    where: { id: invitationId, agencyId, status: "pending" },
    data: { status: "canceled" },
  });
  if (count === 0) throw new AppError("NOT_FOUND", "there is no such open invitation");
}

/** What the link of an invitation shows. The id is the secret: whoever has it got the mail. */
export async function previewInvitation(
  system: SystemDb,
  invitationId: string,
): Promise<z.infer<typeof InvitationPreviewDto>> {
  const row = await system.prisma.invitation.findUnique({
    where: { id: invitationId },
    include: { agency: { select: { name: true } }, inviter: { select: { name: true } } },
  });
  if (row === null) throw new AppError("NOT_FOUND", "there is no such invitation");
  return {
    agencyName: row.agency.name,
    inviterName: row.inviter.name,
    email: row.email,
    role: roleOf(row.role),
    isOpen: row.status === "pending" && row.expiresAt.getTime() > Date.now(),
  };
}

export type Acceptance = { agencyId: string; memberId: string };

/** Makes the signed-in person a member and lets the session work in that agency. */
export async function acceptInvitation(
  engine: Engine,
  { headers, invitationId }: { headers: Headers; invitationId: string },
): Promise<Acceptance> {
  const { member } = await calling(() => engine.api.acceptInvitation({ headers, body: { invitationId } }));
  return { agencyId: member.organizationId, memberId: member.id };
}
