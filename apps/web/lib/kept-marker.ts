/** Whose answers this browser keeps, known before anything is asked. No secret: the session's id, not its token. */
export type KeptMarker = {
  sessionId: string;
  agencyId: string;
  /** Role, permissions and properties: with others, other answers. */
  scope: string;
  /** When the server last confirmed the session, in ms since 1970. */
  confirmedMs: number;
};

export const markerName = "stead.kept";

/** Unconfirmed for longer, nothing is shown before the server has answered. */
export const longestKeptMs = 12 * 3_600_000;

function isMarker(value: unknown): value is KeptMarker {
  if (typeof value !== "object" || value === null) return false;
  const { sessionId, agencyId, scope, confirmedMs } = value as Partial<Record<keyof KeptMarker, unknown>>;
  return (
    [sessionId, agencyId, scope].every((each) => typeof each === "string") && Number.isFinite(confirmedMs)
  );
}

/** The marker of this browser, or null: signed out, too old, or nothing can be kept here. */
export function readKeptMarker(): KeptMarker | null {
  try {
    const marker: unknown = JSON.parse(localStorage.getItem(markerName) ?? "null");
    return isMarker(marker) && Date.now() - marker.confirmedMs < longestKeptMs ? marker : null;
  } catch {
    return null;
  }
}
