import type { ChangeListener, DataChange } from "@stead/kernel/changes";
import type { Cache } from "./cache.ts";
import { platformOwner } from "./family.ts";
import { tagsOfEvent, type Tag } from "./keys/events.ts";

/** Makes old in every process what depends on committed changes: at once here. */
export function forgetChanges(cache: Cache): ChangeListener {
  return async (changes) => {
    const tagsOf = new Map<string, Set<string>>();
    for (const change of changes) {
      for (const tag of tagsOfEvent[change.event]) {
        const owner = ownerOf(tag, change);
        if (owner === null) continue;
        const names = tagsOf.get(owner) ?? new Set<string>();
        tagsOf.set(owner, names.add(nameOf(tag, change.subject)));
      }
    }
    const notes = [...new Set(changes.map(({ note }) => note))];
    await Promise.all([...tagsOf].map(([owner, names]) => cache.invalidate(owner, [...names], notes)));
  };
}

/** What a tag is called among the values of its owner. */
export function nameOf({ name, isOfSubject }: Tag, subject: string): string {
  return isOfSubject ? `${name}:${subject}` : name;
}

function ownerOf({ isOfPlatform }: Tag, { agencyId }: DataChange): string | null {
  return isOfPlatform ? platformOwner : agencyId;
}
