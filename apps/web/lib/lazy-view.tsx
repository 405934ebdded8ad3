"use client";

import { createContext, lazy, Suspense, use, useEffect, type ComponentType } from "react";
import { views as text } from "../messages/en/views.ts";
import { PageSkeleton } from "./page-skeleton.tsx";

/** True while it is not known yet who is signed in: views bring their script, and show nothing. */
const WarmingContext = createContext(false);
export const WarmingProvider = WarmingContext.Provider;

const first = Promise.withResolvers<void>();

/** Waits until a view stands on the page, the first of this visit. */
export async function firstView(): Promise<void> {
  await first.promise;
}

function Standing() {
  useEffect(() => first.resolve(), []);
  return null;
}

type View<Props> = ComponentType<Props> & {
  /** Brings the view's script, ahead of the click that needs it. */
  readonly preload: () => Promise<unknown>;
};

/**
 * What a page shows, with its script apart from the page's first: it travels while the session is asked for. Where it
 * cannot be brought, the page says so.
 */
export function lazyView<Props extends object>(load: () => Promise<ComponentType<Props>>): View<Props> {
  let loading: Promise<{ default: ComponentType<Props> }> | null = null;
  const bring = () => {
    loading ??= load().then(
      (view) => ({ default: view }),
      () => {
        loading = null;
        return { default: ViewFailure };
      },
    );
    return loading;
  };
  const Loaded = lazy<ComponentType<Props>>(bring);
  function View(props: Props) {
    const isWarming = use(WarmingContext);
    if (isWarming) {
      if (typeof window !== "undefined") void bring();
      return null;
    }
    return (
      <Suspense fallback={<PageSkeleton label={text.loading} />}>
        <Loaded {...props} />
        <Standing />
      </Suspense>
    );
  }
  return Object.assign(View, { preload: bring });
}

/** The script did not come: no connection, or a newer Stead whose scripts have other names. */
function ViewFailure() {
  return (
    <div role="alert" className="grid justify-items-start gap-3 py-10">
      <h1 className="text-xl font-semibold">{text.failed}</h1>
      <p className="text-ink-2">{text.failedHelp}</p>
      <button type="button" className="btn" data-variant="secondary" onClick={() => location.reload()}>
        {text.reload}
      </button>
    </div>
  );
}
