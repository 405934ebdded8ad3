import type { CreateApiKeyInput, ApiKeyDto } from "@stead/contracts/access";
import { permissions, type Permission } from "@stead/contracts/permissions";
import type { Tx } from "@stead/db/client";
import type { SystemDb } from "@stead/db/system";
import type { Clock } from "@stead/kernel/clock";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { hashToken, newToken } from "./tokens.ts";

const dayMs = 86_400_000;
const keyPrefix = "stead_";
const shownLength = 12;
const keyPattern = /^stead_[A-Za-z0-9_-]{43}$/;

/** A key has 256 random bits, so a plain hash keeps it: there is nothing to guess. */
export function hashApiKey(key: string): string | null {
  return keyPattern.test(key) ? hashToken(key) : null;
}

type KeyRow = {
  id: string;
  name: string | null;
  start: string | null;
  permissions: string | null;
  createdAt: Date;
  lastRequest: Date | null;
  expiresAt: Date | null;
};

function toDto(row: KeyRow): ApiKeyDto {
  const stored: unknown = JSON.parse(row.permissions ?? "[]");
  const held = new Set<unknown>(Array.isArray(stored) ? stored : []);
  return {
    id: row.id,
    name: row.name ?? "",
    start: row.start ?? "",
    permissions: permissions.filter((permission) => held.has(permission)),
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastRequest?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}

/** Whether another key may be made: throws, in the transaction that makes it, when it may not. */
export type Admit = (tx: Pick<Tx, "sql">) => Promise<void>;

export type KeyMaker = { userId: string; agencyId: string; permissions: ReadonlySet<Permission> };

/**
 * Makes a key for the maker's agency. It may do at most what its maker may do, now and whenever it is used: the maker's
 * role is asked again at each request. Throws FORBIDDEN for a permission that the maker lacks, and what `admit` throws.
 */
export async function createApiKey(
  { system, clock }: { system: SystemDb; clock: Clock },
  maker: KeyMaker,
  input: CreateApiKeyInput,
  admit: Admit = async () => {},
): Promise<{ apiKey: ApiKeyDto; key: string }> {
  const beyond = input.permissions.filter((permission) => !maker.permissions.has(permission));
  if (beyond.length > 0)
    throw new AppError("FORBIDDEN", `a key cannot do more than you can: ${beyond.join(", ")}`, {
      permissions: beyond,
    });
  const key = keyPrefix + newToken();
  const hashed = hashApiKey(key);
  if (hashed === null) throw new AppError("INTERNAL", "a new key does not look like a key");
  const nowMs = clock.nowMs();
  const data = {
    id: newId(),
    name: input.name,
    start: key.slice(0, shownLength),
    prefix: keyPrefix,
    key: hashed,
    referenceId: maker.agencyId,
    permissions: JSON.stringify([...new Set(input.permissions)]),
    metadata: JSON.stringify({ makerId: maker.userId }),
    expiresAt: input.expiresInDays === null ? null : new Date(nowMs + input.expiresInDays * dayMs),
  };
  const row = await system.transaction(async (tx) => {
    await admit(tx);
    return tx.prisma.apiKey.create({ data });
  });
  return { apiKey: toDto(row), key };
}

/** The keys of an agency, newest first. */
export async function listApiKeys(system: SystemDb, agencyId: string): Promise<ApiKeyDto[]> {
  const rows = await system.prisma.apiKey.findMany({
    where: { referenceId: agencyId },
    orderBy: { id: "desc" },
    take: 200,
  });
  return rows.map(toDto);
}

/** Ends a key for good. Throws NOT_FOUND for a key of another agency. */
export async function revokeApiKey(
  system: SystemDb,
  { agencyId, apiKeyId }: { agencyId: string; apiKeyId: string },
): Promise<void> {
  const { count } = await system.prisma.apiKey.deleteMany({ where: { id: apiKeyId, referenceId: agencyId } });
  if (count === 0) throw new AppError("NOT_FOUND", "there is no such API key");
}

const touch = {
  name: "api_key_touch",
  text: "update api_keys set last_request = now() where id = $1 and (last_request is null or last_request < now() - interval '1 minute')",
};

/** Remembers that a key was used, to the minute. */
export async function touchApiKey(system: SystemDb, apiKeyId: string): Promise<void> {
  await system.sql(touch, apiKeyId);
}
