import type { BoundedQueue } from "./bounded-queue.ts";
import { authPath, type Engine } from "./engine.ts";
import { libraryError } from "./library-errors.ts";

/** The library's endpoints that are open; everything else that it could serve is not. */
const open: Readonly<Record<string, "GET" | "POST">> = {
  "/sign-up/email": "POST",
  "/sign-in/email": "POST",
  "/sign-out": "POST",
  "/request-password-reset": "POST",
  "/reset-password": "POST",
  "/change-password": "POST",
  "/update-user": "POST",
  "/revoke-other-sessions": "POST",
  "/two-factor/enable": "POST",
  "/two-factor/verify-totp": "POST",
  "/two-factor/verify-backup-code": "POST",
  "/two-factor/generate-backup-codes": "POST",
  "/two-factor/disable": "POST",
};

/** What an endpoint answered: `body` is safe for a page, the session is in the cookies alone. */
export type EndpointAnswer = { status: number; cookies: string[]; body: unknown };

export type EndpointRequest = { method: string; path: string; headers: Headers; body: string };

/**
 * Serves one of the open endpoints, `path` counted from where they are mounted. Throws AppError. They run in turn: many
 * at once would fill the event loop in one go and make every other request wait, however its hashing is done.
 */
export async function answerEndpoint(
  engine: Engine,
  inTurn: BoundedQueue,
  { method, path, headers, body }: EndpointRequest,
): Promise<EndpointAnswer> {
  if (open[path] !== method) throw libraryError(404, undefined, "there is no such page");
  const { baseURL } = (await engine.$context).options;
  const answer = await inTurn(() =>
    engine.handler(new Request(`${baseURL}${authPath}${path}`, { method, headers, body })),
  );
  const content: unknown = await answer.json().catch(() => null);
  if (answer.status >= 400)
    throw libraryError(answer.status, textOf(content, "code"), textOf(content, "message"));
  return { status: answer.status, cookies: answer.headers.getSetCookie(), body: withoutToken(content) };
}

function textOf(content: unknown, name: string): string | undefined {
  const value: unknown =
    typeof content === "object" && content !== null ? Reflect.get(content, name) : undefined;
  return typeof value === "string" ? value : undefined;
}

/** Scripts of the page must not hold the session's token. */
function withoutToken(content: unknown): unknown {
  if (typeof content !== "object" || content === null || Array.isArray(content)) return content;
  const { token: _token, ...rest } = { token: undefined, ...content };
  return rest;
}
