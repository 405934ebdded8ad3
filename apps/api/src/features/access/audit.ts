import { recordAudit, type AuditEntry, type ServiceContext } from "@stead/services/context";

/** Writes what sign-in did for an agency into the agency's trail; its own rows live beyond the agency's reach. */
export async function auditAccess(services: ServiceContext, entry: AuditEntry): Promise<void> {
  await services.db.transaction((tx) => recordAudit(tx, services, entry));
}
