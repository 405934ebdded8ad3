"use client";

import type { BankFileDto } from "@stead/contracts/disbursements";
import { Button } from "@stead/ui/button";
import { CivilDateText, InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { TextLink } from "@stead/ui/link";
import { Table, type TableColumn } from "@stead/ui/table";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTRPC } from "../../lib/api.ts";
import { moneyColumn } from "../../lib/cell-money.tsx";
import { formatCount } from "../../lib/format.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
import { bankFiles as text } from "../../messages/en/disbursements.ts";
import { lists } from "../../messages/en/lists.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import { BankFileBadge } from "./refund-state.tsx";
import { RefundsHeader } from "./refunds-header.tsx";

const loadMake = () => import("./make-file-dialog.tsx");
const MakeFileDialog = lazy(loadMake);
const FetchFileDialog = lazy(() => import("./fetch-file-dialog.tsx"));

/** A file is written by a job within seconds. */
const recheckMs = 2_000;

function columnsFor(
  unit: string,
  onFetch: ((file: BankFileDto) => void) | null,
): readonly TableColumn<BankFileDto>[] {
  return [
    {
      id: "executeOn",
      header: text.executeOn,
      cell: (row) => <CivilDateText date={row.executeOn} />,
      width: 140,
      phone: "title",
    },
    {
      id: "from",
      header: text.account,
      cell: (row) => `${row.fromName}, ${row.fromHint}`,
      from: "lg",
    },
    {
      id: "payments",
      header: text.payments,
      cell: (row) => <TextLink href={`/refunds?file=${row.id}`}>{formatCount(row.paymentCount)}</TextLink>,
      width: 100,
      align: "right",
      from: "lg",
    },
    {
      id: "created",
      header: text.created,
      cell: (row) => <InstantText instant={row.createdAt} />,
      width: 160,
      from: "xl",
    },
    { id: "state", header: text.state, cell: (row) => <State file={row} />, width: 220, phone: "detail" },
    moneyColumn(unit, {
      id: "total",
      header: text.total,
      amountOf: (row) => row.totalMinor,
      phone: "value",
    }),
    {
      id: "act",
      header: "",
      cell: (row) =>
        onFetch !== null &&
        row.state === "ready" && (
          <Button size="sm" onClick={() => onFetch(row)}>
            {text.fetch}
          </Button>
        ),
      width: 110,
      align: "right",
      phone: "note",
    },
  ];
}

function State({ file }: { readonly file: BankFileDto }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <BankFileBadge state={file.state} />
      {file.givenOutTo !== null && (
        <span className="truncate text-sm text-ink-2">{text.givenTo(file.givenOutTo)}</span>
      )}
    </span>
  );
}

/** The files that the agency's bank pays refunds from: made, fetched once, and marked as given. */
export function BankFileList() {
  const { propertyIds } = useSession();
  const canAct = useCan("refunds:write") && propertyIds === null;
  const [isMaking, setMaking] = useState(false);
  const make = canAct && (
    <Button
      variant="primary"
      onPointerEnter={() => void loadMake()}
      onFocus={() => void loadMake()}
      onClick={() => setMaking(true)}
    >
      {text.make}
    </Button>
  );
  const actions = propertyIds === null && (
    <>
      <ExportMenu source={{ list: "bank_files", filters: {} }} />
      {make}
    </>
  );
  return (
    <>
      <RefundsHeader currentId="files" actions={actions} />
      {propertyIds === null ? (
        <Files
          canFetch={canAct}
          empty={
            <EmptyState title={text.none} action={make}>
              {text.noneHelp}
            </EmptyState>
          }
        />
      ) : (
        <EmptyState title={text.limited} />
      )}
      {isMaking && (
        <Suspense>
          <MakeFileDialog onClose={() => setMaking(false)} />
        </Suspense>
      )}
    </>
  );
}

type FilesProps = { readonly canFetch: boolean; readonly empty: ReactNode };

function Files({ canFetch, empty }: FilesProps) {
  const trpc = useTRPC();
  const { agency } = useSession();
  const [fetched, setFetched] = useState<BankFileDto | null>(null);
  const query = useInfiniteQuery({
    ...trpc.disbursements.listBankFiles.infiniteQueryOptions(
      {},
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((file) => file.state === "making"))
        ? recheckMs
        : false,
  });
  const rows = query.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <Table
        label={text.title}
        columns={columnsFor(agency.currency, canFetch ? setFetched : null)}
        rows={rows}
        getRowId={(row) => row.id}
        empty={empty}
        error={query.error && rows === undefined ? <QueryFailure query={query} /> : null}
      />
      {query.hasNextPage && (
        <div className="py-3">
          <Button size="sm" isLoading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {lists.more}
          </Button>
        </div>
      )}
      {fetched && (
        <Suspense>
          <FetchFileDialog file={fetched} onClose={() => setFetched(null)} />
        </Suspense>
      )}
    </>
  );
}
