import { subscribeLive, type LiveMessage, type LiveState } from "@stead/client/live";

export { rereadFirst } from "./reread-first.ts";

/** What the windows of one browser tell each other: one of them, the leader, has the connection. */
type Word =
  | { type: "message"; message: LiveMessage }
  | { type: "reset" }
  | { type: "state"; state: LiveState }
  | { type: "position"; position: number }
  /** A new window asks how things are. */
  | { type: "hello" };

export type LiveLineOptions = {
  /** Windows with the same name share a connection: the person and the agency. */
  name: string;
  onMessage: (message: LiveMessage) => void;
  onReset: () => void;
  onState: (state: LiveState) => void;
};

/**
 * One connection a browser: the window that holds the lock listens and passes on what it hears; when it closes, the
 * next one goes on behind the last number that it heard of. Returns the function that ends it.
 */
export function openLiveLine({ name, onMessage, onReset, onState }: LiveLineOptions): () => void {
  const channel = new BroadcastChannel(name);
  const post: (word: Word) => void = channel.postMessage.bind(channel);
  const closing = new AbortController();
  let position: number | null = null;
  let state: LiveState = "connecting";
  let isLeader = false;
  const take = (word: Word) => {
    if (word.type === "message") onMessage(word.message);
    else if (word.type === "reset") onReset();
    else if (word.type === "position") position = word.position;
    else if (word.type === "state") {
      state = word.state;
      onState(state);
    }
  };
  const say = (word: Word) => {
    take(word);
    post(word);
  };
  channel.addEventListener("message", ({ data }: MessageEvent<Word>) => {
    if (data.type !== "hello") return take(data);
    if (!isLeader) return;
    post({ type: "state", state });
    if (position !== null) post({ type: "position", position });
  });
  post({ type: "hello" });

  const lead = () =>
    new Promise<void>((resolve) => {
      if (closing.signal.aborted) return resolve();
      isLeader = true;
      const subscription = subscribeLive({
        url: "/api/events",
        after: position,
        onMessage: (message) => say({ type: "message", message }),
        onReset: () => say({ type: "reset" }),
        onState: (next) => say({ type: "state", state: next }),
        onPosition: (next) => say({ type: "position", position: next }),
      });
      closing.signal.addEventListener("abort", () => {
        subscription.close();
        resolve();
      });
    });
  navigator.locks.request(name, { signal: closing.signal }, lead).catch(() => {});
  return () => {
    closing.abort();
    channel.close();
  };
}
