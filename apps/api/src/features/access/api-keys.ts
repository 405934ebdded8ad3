import type { SessionIdentity } from "@stead/auth/identity";
import type { ApiKeyDto, CreateApiKeyInput } from "@stead/contracts/access";
import { requireWholeAgency, type ServiceContext } from "@stead/services/context";
import { addKeyWithinPlan } from "@stead/services/plans";
import type { ApiContext } from "../../trpc/context.ts";
import { auditAccess } from "./audit.ts";

/** The agency's keys. Like its members they concern all of it, so whoever is limited to some properties has no say. */
export async function listApiKeys({ deps }: ApiContext, services: ServiceContext): Promise<ApiKeyDto[]> {
  requireWholeAgency(services);
  return deps.auth.listApiKeys(services.agencyId);
}

/** Makes a key for the agency; its text is in this answer and nowhere else. */
export async function createApiKey(
  { deps }: ApiContext,
  services: ServiceContext,
  { user }: SessionIdentity,
  input: CreateApiKeyInput,
): Promise<{ apiKey: ApiKeyDto; key: string }> {
  requireWholeAgency(services);
  const { agencyId, permissions } = services;
  const created = await deps.auth.createApiKey({ userId: user.id, agencyId, permissions }, input, (tx) =>
    addKeyWithinPlan(tx, services),
  );
  const { id, permissions: granted, expiresAt } = created.apiKey;
  await auditAccess(services, {
    action: "api_key.created",
    entityType: "api_key",
    entityId: id,
    after: { permissions: granted.join(" "), expiresAt },
  });
  return created;
}

export async function revokeApiKey(
  { deps }: ApiContext,
  services: ServiceContext,
  apiKeyId: string,
): Promise<void> {
  requireWholeAgency(services);
  await deps.auth.revokeApiKey({ agencyId: services.agencyId, apiKeyId });
  await auditAccess(services, { action: "api_key.revoked", entityType: "api_key", entityId: apiKeyId });
}
