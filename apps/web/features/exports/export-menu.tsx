"use client";

import { Menu } from "@stead/ui/menu";
import { lazy, Suspense, useState } from "react";
import { useCan } from "../../lib/session.tsx";
import { exportsText as text } from "../../messages/en/exports.ts";
import type { ExportRequest, ExportSource } from "./export-request.ts";

const load = () => import("./export-dialog.tsx");
const ExportDialog = lazy(load);

/** The way of a list to a file, for those who may make one. */
export function ExportMenu({ source }: { readonly source: ExportSource }) {
  const canExport = useCan("exports:write");
  const [request, setRequest] = useState<ExportRequest | null>(null);
  if (!canExport) return null;
  const item = (format: "csv" | "xlsx", label: string, hint: string) => ({
    id: format,
    label,
    hint,
    onSelect: () => setRequest({ ...source, format }),
  });
  return (
    <span onPointerEnter={() => void load()}>
      <Menu
        label={text.export}
        sections={[
          {
            id: "formats",
            items: [item("csv", text.asCsv, text.csvHint), item("xlsx", text.asXlsx, text.xlsxHint)],
          },
        ]}
      >
        {text.export}
      </Menu>
      {request && (
        <Suspense>
          <ExportDialog request={request} onClose={() => setRequest(null)} />
        </Suspense>
      )}
    </span>
  );
}
