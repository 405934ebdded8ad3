import { keptProcedures } from "@stead/contracts/kept-answers";
import {
  dehydrate,
  hydrate,
  type DehydratedState,
  type Query,
  type QueryClient,
} from "@tanstack/react-query";
import { clear, createStore, get, set } from "idb-keyval";
import { longestKeptMs, markerName, readKeptMarker, type KeptMarker } from "./kept-marker.ts";
import { webVersion } from "./kept-version.ts";

/** Bounds of what is kept: the latest answers first, as they fit. Sizes in characters of JSON. */
const most = { answers: 80, pages: 4, answerLength: 300_000, totalLength: 2_000_000 };
const writeDelayMs = 1_000;
const lockName = "stead-kept";

type Kept = { version: string; queries: DehydratedState["queries"] };

const kept: ReadonlySet<string> = new Set(keptProcedures);
const store = createStore("stead", "answers");
const lengths = new WeakMap<object, number>();
/** What the page was restored from; another session's answers must not stay on it. */
let restoredKey: string | null = null;

/** Whose answers they are: a session in an agency, with what it may see there. */
export type Keeper = Omit<KeptMarker, "confirmedMs">;

/** The place of a keeper's answers. */
function keyOf({ sessionId, agencyId, scope }: Keeper): string {
  return `${sessionId}:${agencyId}:${scope}`;
}

/** The procedure that a query asks; null for what asks none. */
function procedureOf(queryKey: readonly unknown[]): string | null {
  const [path] = queryKey;
  return Array.isArray(path) ? path.join(".") : null;
}

const isMe = ({ queryKey }: { queryKey: readonly unknown[] }) => procedureOf(queryKey) === "access.me";

function lengthOf(data: unknown): number {
  if (typeof data !== "object" || data === null) return 16;
  const known = lengths.get(data);
  if (known !== undefined) return known;
  const length = JSON.stringify(data).length;
  lengths.set(data, length);
  return length;
}

function isKept({ queryKey, state }: Query): boolean {
  const procedure = procedureOf(queryKey);
  if (procedure === null || !kept.has(procedure) || state.status !== "success") return false;
  if (Date.now() - state.dataUpdatedAt > longestKeptMs) return false;
  const { data } = state;
  const pages: unknown = typeof data === "object" && data !== null ? Reflect.get(data, "pages") : undefined;
  return !(Array.isArray(pages) && pages.length > most.pages) && lengthOf(data) <= most.answerLength;
}

/** The answers that are kept of a client's: who is signed in, then the latest, within the bounds. */
function chooseKept(queryClient: QueryClient): ReadonlySet<string> {
  const latest = queryClient
    .getQueryCache()
    .getAll()
    .filter((query) => isKept(query))
    .toSorted((one, other) => {
      const first = Number(isMe(other)) - Number(isMe(one));
      return first === 0 ? other.state.dataUpdatedAt - one.state.dataUpdatedAt : first;
    })
    .slice(0, most.answers);
  let length = 0;
  return new Set(
    latest
      .filter(({ state }) => (length += lengthOf(state.data)) <= most.totalLength)
      .map(({ queryHash }) => queryHash),
  );
}

/**
 * Fills the client with what this browser kept of the session, all of it to be asked for again. Returns whether there
 * was anything.
 */
export async function restoreKept(queryClient: QueryClient): Promise<boolean> {
  const marker = readKeptMarker();
  if (marker === null) return false;
  const key = keyOf(marker);
  const found = await get<Kept>(key, store);
  const now = readKeptMarker();
  if (found?.version !== webVersion || now === null || keyOf(now) !== key) return false;
  const queries = found.queries
    .filter(({ state }) => Date.now() - state.dataUpdatedAt < longestKeptMs)
    .map((query) => ({ ...query, state: { ...query.state, isInvalidated: true } }));
  hydrate(queryClient, { mutations: [], queries });
  restoredKey = key;
  return queries.some((query) => isMe(query));
}

/** Removes every kept answer from this browser. */
export async function clearKept(): Promise<void> {
  await navigator.locks.request(lockName, () => clear(store));
}

async function write(queryClient: QueryClient, keeper: Keeper): Promise<void> {
  const key = keyOf(keeper);
  await navigator.locks.request(lockName, async () => {
    // Signed out, or in another agency, in another window meanwhile: what is here belongs to nobody any more.
    const now = readKeptMarker();
    if (now === null || keyOf(now) !== key) return;
    mark(queryClient, keeper);
    const chosen = chooseKept(queryClient);
    const { queries } = dehydrate(queryClient, {
      shouldDehydrateQuery: ({ queryHash }) => chosen.has(queryHash),
      shouldDehydrateMutation: () => false,
    });
    await set(key, { version: webVersion, queries } satisfies Kept, store);
  });
}

function mark(queryClient: QueryClient, keeper: Keeper): void {
  const me = queryClient
    .getQueryCache()
    .getAll()
    .find((query) => isMe(query));
  const marker: KeptMarker = { ...keeper, confirmedMs: me?.state.dataUpdatedAt ?? 0 };
  localStorage.setItem(markerName, JSON.stringify(marker));
}

/** Makes place for this session: what was kept of another goes, from the browser and from the page. */
async function begin(queryClient: QueryClient, keeper: Keeper): Promise<void> {
  const key = keyOf(keeper);
  const before = readKeptMarker();
  const isNew = before === null || keyOf(before) !== key;
  mark(queryClient, keeper);
  if (isNew) await clearKept();
  if (restoredKey !== null && restoredKey !== key) {
    restoredKey = key;
    await queryClient.resetQueries({ predicate: (query) => !isMe(query) });
  }
}

/**
 * Keeps the answers of a session as they come. Where another window ends the session or chooses another agency, this
 * one begins anew. Returns the function that ends it.
 */
export function keepAnswers(queryClient: QueryClient, keeper: Keeper): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    void write(queryClient, keeper).catch(() => {});
  };
  const soon = () => {
    timer ??= setTimeout(save, writeDelayMs);
  };
  const unsubscribe = queryClient.getQueryCache().subscribe(({ type, query: { queryHash } }) => {
    const query = type === "updated" ? queryClient.getQueryCache().get(queryHash) : undefined;
    if (query && isKept(query)) soon();
  });
  const onHide = () => {
    if (document.visibilityState === "hidden" && timer !== undefined) save();
  };
  const onStorage = ({ key }: StorageEvent) => {
    if (key !== markerName) return;
    const now = readKeptMarker();
    if (now !== null && keyOf(now) === keyOf(keeper)) return;
    queryClient.clear();
    location.reload();
  };
  document.addEventListener("visibilitychange", onHide);
  addEventListener("storage", onStorage);
  void begin(queryClient, keeper).then(soon, () => {});
  return () => {
    clearTimeout(timer);
    unsubscribe();
    document.removeEventListener("visibilitychange", onHide);
    removeEventListener("storage", onStorage);
  };
}
