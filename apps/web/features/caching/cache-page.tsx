"use client";

import type { CacheFiguresDto } from "@stead/contracts/caching";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { PageHeader } from "@stead/ui/page-header";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { SkeletonStat } from "@stead/ui/skeleton";
import { Stat, StatRow } from "@stead/ui/stat";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { formatCount } from "../../lib/format.ts";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { caching as text } from "../../messages/en/caching.ts";
import { CacheFamilies } from "./cache-families.tsx";
import { CacheHistory } from "./cache-history.tsx";
import { CacheLook } from "./cache-look.tsx";
import { CachePlots } from "./cache-plots.tsx";

const loadDialog = () => import("./invalidate-dialog.tsx");
const InvalidateDialog = lazy(loadDialog);
const windows = optionsOf(text.windows);
/** Processes tell of themselves every five seconds. */
const refreshMs = 5_000;

/** What the caches of all processes did and hold, live, with a look at one value and a way to make some old. */
export function CachePage() {
  const trpc = useTRPC();
  const [asked, setAsked] = useQueryState("minutes", parseAsString);
  const [isOpen, setOpen] = useState(false);
  const minutes = Number(keyOf(text.windows, asked) ?? "60");
  const query = useQuery({
    ...trpc.caching.figures.queryOptions({ minutes }, { placeholderData: keepPreviousData }),
    refetchInterval: refreshMs,
  });
  const open = (
    <Button
      onPointerEnter={() => void loadDialog()}
      onFocus={() => void loadDialog()}
      onClick={() => setOpen(true)}
    >
      {text.invalidate}
    </Button>
  );
  return (
    <>
      <PageHeader title={text.title} actions={open}>
        {text.help}
      </PageHeader>
      {query.data?.processes.length === 0 && (
        <Callout tone="warn" title={text.noProcesses}>
          {text.noProcessesHelp}
        </Callout>
      )}
      <div className="mb-6">
        <SegmentedControl
          label={text.window}
          segments={windows}
          value={String(minutes)}
          onChange={(value) => void setAsked(value === "60" ? null : value)}
        />
      </div>
      <StatRow>{query.data ? <Sums figures={query.data} /> : <SkeletonStat />}</StatRow>
      <CachePlots minutes={query.data?.minutes} />
      <CacheFamilies query={query} />
      <div className="mt-10 grid gap-x-10 gap-y-8 lg:grid-cols-2">
        <CacheLook families={query.data?.families.map(({ family }) => family) ?? []} />
        <CacheHistory />
      </div>
      {isOpen && (
        <Suspense>
          <InvalidateDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function Sums({ figures: { total, families, processes } }: { readonly figures: CacheFiguresDto }) {
  const { memoryHits, sharedHits, staleServed, joined, misses, loads, hitPermille, savedMs } = total;
  const bytes = families.reduce((sum, family) => sum + family.bytes, 0);
  return (
    <>
      <Stat label={text.hitRate} value={hitPermille === null ? "–" : text.percent(hitPermille)} />
      <Stat label={text.reads} value={formatCount(memoryHits + sharedHits + staleServed + joined + misses)} />
      <Stat label={text.loads} value={formatCount(loads)} />
      <Stat label={text.saved} value={text.duration(savedMs)} />
      <Stat label={text.held} value={text.size(bytes)} />
      <Stat label={text.processes} value={formatCount(processes.length)} />
    </>
  );
}
