"use client";

import type { ImportKind } from "@stead/contracts/imports";
import { PageHeader } from "@stead/ui/page-header";
import { RadioGroup } from "@stead/ui/radio-group";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { FileSender } from "../../lib/file-sender.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { imports as text } from "../../messages/en/imports.ts";

const maxBytes = 512 * 1024 * 1024;
const kinds: readonly ImportKind[] = ["properties", "units", "contacts", "leases", "opening_balances"];

/** Chooses what a file holds, and sends it. */
export function NewImport() {
  const [kind, setKind] = useState<ImportKind>(
    keyOf(text.kinds, useSearchParams().get("kind")) ?? "properties",
  );
  return (
    <div className="max-w-2xl">
      <PageHeader title={text.newImport} />
      <div className="grid gap-6">
        <RadioGroup
          legend={text.kind}
          options={kinds.map((value) => ({ value, label: text.kinds[value], help: text.kindHelp[value] }))}
          value={kind}
          onChange={(value) => setKind(keyOf(text.kinds, value) ?? kind)}
        />
        <FileSender
          door={`imports?kind=${kind}`}
          section="imports"
          accept=".csv,text/csv,.tsv,.txt,.xlsx"
          maxBytes={maxBytes}
          text={text}
        />
      </div>
    </div>
  );
}
