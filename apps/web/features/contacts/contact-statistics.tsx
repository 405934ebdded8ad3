"use client";

import type { ContactStatisticsDto } from "@stead/contracts/contacts";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { EmptyState } from "@stead/ui/empty-state";
import { ButtonLink } from "@stead/ui/button";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { SkeletonChart } from "@stead/ui/skeleton";
import { Stat, StatRow } from "@stead/ui/stat";
import { formatPercent } from "@stead/ui/format";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTRPC } from "../../lib/api.ts";
import { formatCount, formatMonth } from "../../lib/format.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { contacts as text } from "../../messages/en/contacts.ts";
import { records } from "../../messages/en/records.ts";
import { CountBars } from "./count-bars.tsx";

const BarChart = lazy(async () => ({ default: (await import("@stead/ui/bar-chart")).BarChart }));

/** Contacts counted by role, by property and by the month they were added. */
export function ContactStatistics() {
  const trpc = useTRPC();
  const query = useQuery(trpc.contacts.statistics.queryOptions());
  return (
    <>
      <PageHeader
        title={text.statisticsTitle}
        above={
          <Breadcrumbs
            label={records.where}
            crumbs={[{ label: text.contacts, href: "/contacts" }, { label: text.statistics }]}
          />
        }
      />
      <RecordView query={query} back={{ href: "/contacts", label: text.allContacts }}>
        {(statistics) => (statistics.total === 0 ? <Nothing /> : <Figures statistics={statistics} />)}
      </RecordView>
    </>
  );
}

function Nothing() {
  return (
    <EmptyState
      title={text.noStatistics}
      action={<ButtonLink href="/contacts/new">{text.newContact}</ButtonLink>}
    >
      {text.noContactsHelp}
    </EmptyState>
  );
}

function Figures({ statistics }: { readonly statistics: ContactStatisticsDto }) {
  const { total, byRole, byProperty, byMonth, withoutPhone, withoutEmail } = statistics;
  return (
    <div className="grid gap-8">
      <StatRow>
        <Stat label={text.total} value={formatCount(total)} href="/contacts" />
        <Stat
          label={text.withoutPhone}
          value={formatCount(withoutPhone)}
          note={formatPercent(withoutPhone / total)}
        />
        <Stat
          label={text.withoutEmail}
          value={formatCount(withoutEmail)}
          note={formatPercent(withoutEmail / total)}
        />
      </StatRow>
      <Section title={text.byMonth}>
        <Suspense fallback={<SkeletonChart />}>
          <BarChart
            label={text.byMonth}
            categories={byMonth.map(({ month }) => formatMonth(`${month.slice(0, 7)}-01`))}
            categoryLabel={text.month}
            series={[{ id: "added", label: text.added, values: byMonth.map(({ count }) => count) }]}
            formatValue={formatCount}
            formatAxis={formatCount}
          />
        </Suspense>
      </Section>
      <div className="grid gap-8 lg:grid-cols-2">
        <Section title={text.byRole} description={text.byRoleHelp}>
          <CountBars
            rows={byRole.map(({ role, count }) => ({
              id: role,
              label: text.roleNames[role],
              count,
              href: `/contacts?role=${role}`,
            }))}
          />
        </Section>
        <Section title={text.byProperty} description={text.byPropertyHelp}>
          <CountBars
            rows={byProperty.map(({ propertyId, name, count }) => ({
              id: propertyId,
              label: name,
              count,
              href: `/contacts?property=${propertyId}`,
            }))}
          />
        </Section>
      </div>
    </div>
  );
}
