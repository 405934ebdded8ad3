import { markerName } from "./kept-marker.ts";

/** Forgets every kept answer: at the end of a session, at its beginning, and before another agency is chosen. */
export async function forgetAnswers(): Promise<void> {
  try {
    localStorage.removeItem(markerName);
    const { clearKept } = await import("./kept-answers.ts");
    await clearKept();
  } catch {
    // Without storage nothing was kept; without the script the marker is gone, and nothing is read without it.
  }
}
