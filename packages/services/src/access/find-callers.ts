import type { Callers } from "@stead/auth/callers";
import type { Cache } from "@stead/cache/cache";
import { platformOwner, type Family } from "@stead/cache/family";
import { keyCallers, sessionCallers } from "@stead/cache/keys/callers";
import { AppError } from "@stead/kernel/errors";

/** Keeps who callers are, until something of it changes. */
export function keepCallers(cache: Cache): Callers {
  return {
    session: (hash, find) => keep(cache, sessionCallers, hash, find),
    apiKey: (hash, find) => keep(cache, keyCallers, hash, find),
  };
}

const nobody = new AppError("UNAUTHENTICATED", "this lets nobody in");

/** What lets nobody in is not kept: anybody can send any number of such. */
async function keep<Caller>(
  cache: Cache,
  family: Family<Caller>,
  hash: string,
  find: () => Promise<Caller | null>,
): Promise<Caller | null> {
  try {
    return await cache.getOrSet(family.key(platformOwner, hash), async () => {
      const caller = await find();
      if (caller === null) throw nobody;
      return caller;
    });
  } catch (error) {
    if (error === nobody) return null;
    throw error;
  }
}
