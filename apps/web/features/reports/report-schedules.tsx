"use client";

import type { ReportScheduleDto } from "@stead/contracts/reports";
import { StatusBadge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { Menu } from "@stead/ui/menu";
import type { TableColumn } from "@stead/ui/table";
import { notify } from "@stead/ui/toast";
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import Ellipsis from "lucide-react/icons/ellipsis";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useListState } from "../../lib/list-state.ts";
import { ListView } from "../../lib/list-view.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
import { reports as text } from "../../messages/en/reports.ts";
import { ReportsHeader } from "./reports-header.tsx";
import { cadenceText, formatsText, formOf, inputOf } from "./schedule-form.ts";

const loadDialog = () => import("./schedule-dialog.tsx");
const ScheduleDialog = lazy(loadDialog);

type Acts = {
  edit: (schedule: ReportScheduleDto) => void;
  toggle: (schedule: ReportScheduleDto) => void;
  end: (schedule: ReportScheduleDto) => void;
};

function columnsIn(zone: string, acts: Acts | null): readonly TableColumn<ReportScheduleDto>[] {
  return [
    {
      id: "name",
      header: text.columns.name,
      cell: (row) => (
        <>
          {row.name}
          {row.subject !== null && <span className="ml-2 text-ink-3">{row.subject}</span>}
        </>
      ),
      phone: "title",
    },
    { id: "report", header: text.columns.report, cell: (row) => row.title, width: 160, from: "lg" },
    { id: "cadence", header: text.columns.cadence, cell: cadenceText, width: 210, phone: "detail" },
    {
      id: "formats",
      header: text.formatsLabel,
      cell: (row) => formatsText(row.formats),
      width: 120,
      from: "2xl",
    },
    {
      id: "to",
      header: text.columns.recipients,
      cell: (row) => row.recipients.map(({ name }) => name).join(", "),
      from: "lg",
    },
    {
      id: "next",
      header: text.columns.next,
      cell: (row) =>
        row.nextRunAt === null ? (
          <StatusBadge tone="neutral">{text.paused}</StatusBadge>
        ) : (
          <InstantText instant={row.nextRunAt} zone={zone} />
        ),
      width: 160,
      phone: "value",
    },
    {
      id: "last",
      header: text.columns.last,
      cell: (row) => <InstantText instant={row.lastRunAt} zone={zone} />,
      width: 160,
      from: "2xl",
    },
    {
      id: "acts",
      header: "",
      width: 56,
      align: "right",
      phone: "note",
      cell: (row) =>
        acts && (
          <Menu
            label={row.name}
            icon={<Ellipsis />}
            size="sm"
            variant="quiet"
            align="end"
            sections={[
              {
                id: "acts",
                items: [
                  { id: "change", label: text.change, onSelect: () => acts.edit(row) },
                  {
                    id: "toggle",
                    label: row.isEnabled ? text.pause : text.resume,
                    onSelect: () => acts.toggle(row),
                  },
                  { id: "end", label: text.end, tone: "bad", onSelect: () => acts.end(row) },
                ],
              },
            ]}
          />
        ),
    },
  ];
}

/** What is sent when to whom; those who manage reports change it here. */
export function ReportSchedules() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agency } = useSession();
  const canWrite = useCan("reports:write");
  const state = useListState([]);
  const [edited, setEdited] = useState<ReportScheduleDto | "new" | null>(null);
  const [ended, setEnded] = useState<ReportScheduleDto | null>(null);
  const query = useInfiniteQuery(
    trpc.reports.listSchedules.infiniteQueryOptions(
      {},
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const onSettled = () => queryClient.invalidateQueries({ queryKey: trpc.reports.listSchedules.pathKey() });
  const onError = (error: unknown) => notify({ title: viewError(error).message, tone: "bad" });
  const update = useMutation(trpc.reports.updateSchedule.mutationOptions({ onSettled, onError }));
  const end = useMutation(
    trpc.reports.endSchedule.mutationOptions({ onSettled, onError, onSuccess: () => setEnded(null) }),
  );
  const acts: Acts = {
    edit: setEdited,
    end: setEnded,
    toggle: (row) =>
      update.mutate({ ...inputOf(formOf(row)), id: row.id, version: row.version, isEnabled: !row.isEnabled }),
  };
  const add = canWrite && (
    <Button variant="primary" onPointerEnter={() => void loadDialog()} onClick={() => setEdited("new")}>
      {text.newSchedule}
    </Button>
  );
  return (
    <>
      <ReportsHeader currentId="schedules" actions={add} />
      <ListView
        label={text.schedules}
        hasSearch={false}
        state={state}
        filters={[]}
        query={query}
        columns={columnsIn(agency.timeZone, canWrite ? acts : null)}
        getRowId={(row) => row.id}
        empty={
          <EmptyState title={text.noSchedules} action={add}>
            {text.noSchedulesHelp}
          </EmptyState>
        }
      />
      {edited !== null && (
        <Suspense>
          <ScheduleDialog schedule={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
        </Suspense>
      )}
      {ended !== null && (
        <ConfirmDialog
          isOpen
          title={text.endTitle}
          confirmLabel={text.end}
          isBusy={end.isPending}
          onCancel={() => setEnded(null)}
          onConfirm={() => end.mutate({ id: ended.id, version: ended.version })}
        >
          {text.endHelp}
        </ConfirmDialog>
      )}
    </>
  );
}
