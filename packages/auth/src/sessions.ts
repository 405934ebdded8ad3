import type { SessionDto } from "@stead/contracts/access";
import type { SystemDb } from "@stead/db/system";
import { AppError } from "@stead/kernel/errors";

/** The open sessions of a person, newest first. */
export async function listSessions(
  system: SystemDb,
  userId: string,
  currentSessionId: string,
): Promise<SessionDto[]> {
  const rows = await system.prisma.session.findMany({
    where: { userId, expiresAt: { gt: new Date() } },
    orderBy: { createdAt: "desc" },
    take: 200,
  });
  return rows.map((row) => ({
    id: row.id,
    isCurrent: row.id === currentSessionId,
    ipAddress: row.ipAddress || null,
    userAgent: row.userAgent || null,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

/** Signs one session of the person out. Throws NOT_FOUND for another person's. */
export async function revokeSession(
  system: SystemDb,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<void> {
  const { count } = await system.prisma.session.deleteMany({ where: { id: sessionId, userId } });
  if (count === 0) throw new AppError("NOT_FOUND", "there is no such session");
}
