import type { Permission } from "@stead/contracts/permissions";
import type { NavGroup } from "@stead/ui/app-frame";
import Bell from "lucide-react/icons/bell";
import Building from "lucide-react/icons/building-2";
import CalendarClock from "lucide-react/icons/calendar-clock";
import CreditCard from "lucide-react/icons/credit-card";
import HandCoins from "lucide-react/icons/hand-coins";
import Inbox from "lucide-react/icons/inbox";
import Clock from "lucide-react/icons/clock-alert";
import DoorOpen from "lucide-react/icons/door-open";
import FileCog from "lucide-react/icons/file-cog";
import FileText from "lucide-react/icons/file-text";
import History from "lucide-react/icons/history";
import Key from "lucide-react/icons/key-round";
import Landmark from "lucide-react/icons/landmark";
import Layers from "lucide-react/icons/layers";
import LayoutDashboard from "lucide-react/icons/layout-dashboard";
import ListChecks from "lucide-react/icons/list-checks";
import Mail from "lucide-react/icons/mail";
import PiggyBank from "lucide-react/icons/piggy-bank";
import ReceiptText from "lucide-react/icons/receipt-text";
import ChartLine from "lucide-react/icons/chart-line";
import Scale from "lucide-react/icons/scale";
import ScrollText from "lucide-react/icons/scroll-text";
import Send from "lucide-react/icons/send";
import Settings from "lucide-react/icons/settings-2";
import ShieldAlert from "lucide-react/icons/shield-alert";
import Table from "lucide-react/icons/table-properties";
import Undo from "lucide-react/icons/undo-2";
import Upload from "lucide-react/icons/upload";
import User from "lucide-react/icons/circle-user";
import Users from "lucide-react/icons/users";
import Wallet from "lucide-react/icons/wallet";
import Zap from "lucide-react/icons/zap";
import type { ReactNode } from "react";
import { frame as text } from "../../messages/en/frame.ts";

type Place = {
  id: string;
  label: string;
  href: string;
  icon: ReactNode;
  permission: Permission | "operator" | null;
};

const groups: readonly { id: string; label: string; places: readonly Place[] }[] = [
  {
    id: "portfolio",
    label: text.portfolio,
    places: [
      {
        id: "dashboard",
        label: text.dashboard,
        href: "/dashboard",
        icon: <LayoutDashboard />,
        permission: null,
      },
      {
        id: "properties",
        label: text.properties,
        href: "/properties",
        icon: <Building />,
        permission: "portfolio:read",
      },
      { id: "units", label: text.units, href: "/units", icon: <DoorOpen />, permission: "portfolio:read" },
      {
        id: "contacts",
        label: text.contacts,
        href: "/contacts",
        icon: <Users />,
        permission: "contacts:read",
      },
      { id: "leases", label: text.leases, href: "/leases", icon: <FileText />, permission: "leases:read" },
      {
        id: "rent-roll",
        label: text.rentRoll,
        href: "/rent-roll",
        icon: <Table />,
        permission: "portfolio:read",
      },
    ],
  },
  {
    id: "money",
    label: text.money,
    places: [
      {
        id: "billing",
        label: text.billing,
        href: "/billing",
        icon: <CalendarClock />,
        permission: "billing:read",
      },
      {
        id: "invoices",
        label: text.invoices,
        href: "/invoices",
        icon: <ReceiptText />,
        permission: "billing:read",
      },
      {
        id: "payments",
        label: text.payments,
        href: "/payments",
        icon: <Wallet />,
        permission: "payments:read",
      },
      {
        id: "collections",
        label: text.collections,
        href: "/collections",
        icon: <HandCoins />,
        permission: "payments:read",
      },
      { id: "desk", label: text.desk, href: "/desk", icon: <Inbox />, permission: "payments:read" },
      {
        id: "statements",
        label: text.statements,
        href: "/statements",
        icon: <Landmark />,
        permission: "payments:read",
      },
      {
        id: "reconciliation",
        label: text.reconciliation,
        href: "/reconciliation",
        icon: <Scale />,
        permission: "payments:read",
      },
      {
        id: "refunds",
        label: text.refunds,
        href: "/refunds",
        icon: <Undo />,
        permission: "payments:read",
      },
      {
        id: "disputes",
        label: text.disputes,
        href: "/disputes",
        icon: <ShieldAlert />,
        permission: "payments:read",
      },
      { id: "arrears", label: text.arrears, href: "/arrears", icon: <Clock />, permission: "billing:read" },
      {
        id: "deposits",
        label: text.deposits,
        href: "/deposits",
        icon: <PiggyBank />,
        permission: "billing:read",
      },
      {
        id: "accounts",
        label: text.accounts,
        href: "/accounts",
        icon: <ScrollText />,
        permission: "ledger:read",
      },
      {
        id: "reports",
        label: text.reports,
        href: "/reports",
        icon: <ChartLine />,
        permission: "reports:read",
      },
    ],
  },
  {
    id: "work",
    label: text.work,
    places: [
      {
        id: "messages",
        label: text.messages,
        href: "/messages",
        icon: <Send />,
        permission: "messages:read",
      },
      { id: "imports", label: text.imports, href: "/imports", icon: <Upload />, permission: "imports:read" },
      { id: "jobs", label: text.jobs, href: "/jobs", icon: <ListChecks />, permission: "jobs:read" },
      { id: "audit", label: text.audit, href: "/audit", icon: <History />, permission: "audit:read" },
      { id: "queues", label: text.queues, href: "/queues", icon: <Layers />, permission: "operator" },
      { id: "cache", label: text.cache, href: "/cache", icon: <Zap />, permission: "operator" },
      {
        id: "subscriptions",
        label: text.subscriptions,
        href: "/subscriptions",
        icon: <CreditCard />,
        permission: "operator",
      },
      { id: "mail", label: text.mail, href: "/mail", icon: <Mail />, permission: "operator" },
    ],
  },
  {
    id: "settings",
    label: text.settings,
    places: [
      {
        id: "agency",
        label: text.agency,
        href: "/settings/agency",
        icon: <Settings />,
        permission: "agency:read",
      },
      {
        id: "plan",
        label: text.plan,
        href: "/settings/plan",
        icon: <Wallet />,
        permission: "agency:write",
      },
      {
        id: "documents",
        label: text.documents,
        href: "/settings/documents",
        icon: <FileCog />,
        permission: "agency:read",
      },
      {
        id: "providers",
        label: text.providers,
        href: "/settings/providers",
        icon: <CreditCard />,
        permission: "rails:read",
      },
      {
        id: "members",
        label: text.members,
        href: "/settings/members",
        icon: <Users />,
        permission: "members:read",
      },
      {
        id: "api-keys",
        label: text.apiKeys,
        href: "/settings/api-keys",
        icon: <Key />,
        permission: "api-keys:write",
      },
      {
        id: "notifications",
        label: text.notifications,
        href: "/settings/notifications",
        icon: <Bell />,
        permission: null,
      },
      { id: "profile", label: text.profile, href: "/settings/profile", icon: <User />, permission: null },
    ],
  },
];

/** What the person may open, in the four groups of the sidebar. */
export function navigationFor(permissions: readonly Permission[], isOperator: boolean): NavGroup[] {
  const mayOpen = ({ permission }: Place) =>
    permission === null || (permission === "operator" ? isOperator : permissions.includes(permission));
  return groups
    .map(({ id, label, places }) => ({
      id,
      label,
      items: places.filter(mayOpen).map(({ permission: _, ...item }) => item),
    }))
    .filter((group) => group.items.length > 0);
}

/** The place that an address belongs to: the longest address that begins it. A journal belongs to the accounts. */
export function placeOf(address: string): { id: string; label: string } | null {
  const pathname = address.replace(/^\/journals\//, "/accounts/");
  const places = groups.flatMap((group) => group.places);
  return (
    places
      .filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`))
      .toSorted((a, b) => b.href.length - a.href.length)[0] ?? null
  );
}
