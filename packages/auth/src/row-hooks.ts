import type { SystemDb } from "@stead/db/system";

const isFirstUser = { name: "user_is_first", text: `select not exists (select from users) as "isFirst"` };

const lastAgency = {
  name: "member_last_agency",
  text: `select m.agency_id as "agencyId" from members m where m.user_id = $1
    order by (select max(s.created_at) from sessions s where s.user_id = $1 and s.active_agency_id = m.agency_id) desc nulls last, m.created_at
    limit 1`,
};

/** What new rows of the directory start with. */
export function rowHooks(system: SystemDb) {
  return {
    user: {
      create: {
        /** Whoever sets an installation up is its operator. */
        before: async <User extends object>(user: User) => {
          const [row] = await system.sql<{ isFirst: boolean }>(isFirstUser);
          return { data: { ...user, role: row?.isFirst ? "operator" : "user" } };
        },
      },
    },
    session: {
      create: {
        /** A new session works where the person worked last, or in the agency that the person joined first. */
        before: async <Session extends { userId: string }>(session: Session) => {
          const chosen: unknown = Reflect.get(session, "activeOrganizationId");
          if (typeof chosen === "string") return;
          const [row] = await system.sql<{ agencyId: string }>(lastAgency, session.userId);
          return { data: { ...session, activeOrganizationId: row?.agencyId ?? null } };
        },
      },
    },
  };
}
