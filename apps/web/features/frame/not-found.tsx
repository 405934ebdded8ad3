import { frame as text } from "../../messages/en/frame.ts";

/** An address that leads nowhere, and the way back. */
export function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-2 px-4 text-center">
      <h1 className="text-xl font-semibold">{text.notFound}</h1>
      <p className="text-ink-2">{text.notFoundHelp}</p>
      {/* A plain anchor: every page carries this one, and none of them the router's link for its sake. */}
      <a href="/dashboard" className="text-link">
        {text.toDashboard}
      </a>
    </main>
  );
}
