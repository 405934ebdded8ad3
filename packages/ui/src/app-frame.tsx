"use client";

import Menu from "lucide-react/icons/menu";
import PanelLeft from "lucide-react/icons/panel-left";
import { useState, type ReactNode } from "react";
import { IconButton } from "./button.tsx";
import { useLabels } from "./labels.tsx";
import { AppLink } from "./link.tsx";
import { NativeDialog } from "./native-dialog.tsx";

export interface NavItem {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  /** An icon element. */
  readonly icon: ReactNode;
  /** A count that waits for somebody. */
  readonly badge?: ReactNode;
}

export interface NavGroup {
  readonly id: string;
  readonly label: string;
  readonly items: readonly NavItem[];
}

export interface AppFrameProps {
  readonly groups: readonly NavGroup[];
  /** The item of the page shown. */
  readonly currentId: string | null;
  /** The head of the sidebar: who works here, a switcher. */
  readonly switcher: ReactNode;
  /** The foot of the sidebar. */
  readonly sideFooter?: ReactNode;
  /** Left in the top bar: where I am. */
  readonly where?: ReactNode;
  /** Right in the top bar: search, notifications, person. */
  readonly topActions?: ReactNode;
  /** Across the top of the content: offline, stale. */
  readonly banner?: ReactNode;
  /** Up to four items for the bottom bar of a phone; the rest are behind "More". */
  readonly phoneIds: readonly string[];
  readonly isCollapsed: boolean;
  readonly onCollapsedChange: (isCollapsed: boolean) => void;
  readonly children: ReactNode;
}

/** The frame of every signed-in page: sidebar, top bar, content; on a phone a bottom bar. */
export function AppFrame(props: AppFrameProps) {
  const {
    groups,
    currentId,
    switcher,
    sideFooter,
    where,
    topActions,
    banner,
    isCollapsed,
    onCollapsedChange,
    children,
  } = props;
  const labels = useLabels();
  return (
    <div className="frame" data-collapsed={isCollapsed ? "" : undefined}>
      <a href="#content" className="skip-link">
        {labels.skipToContent}
      </a>
      <div className="frame-side">
        <div className="flex h-12 flex-none items-center px-2">{switcher}</div>
        <nav aria-label={labels.navigation} className="flex-1 overflow-x-clip overflow-y-auto px-2 py-2">
          <NavGroups groups={groups} currentId={currentId} />
        </nav>
        <div className="flex flex-none items-center justify-between gap-1 border-t p-2">
          {!isCollapsed && <div className="min-w-0 flex-1">{sideFooter}</div>}
          <IconButton
            label={isCollapsed ? labels.expand : labels.collapse}
            icon={<PanelLeft />}
            size="sm"
            tipSide="right"
            className={isCollapsed ? "mx-auto" : ""}
            aria-pressed={isCollapsed}
            onClick={() => onCollapsedChange(!isCollapsed)}
          />
        </div>
      </div>
      <header className="frame-top">
        <div className="min-w-0 flex-1">{where}</div>
        <div className="flex flex-none items-center gap-1">{topActions}</div>
      </header>
      <div className="min-w-0">
        {banner}
        <main id="content" tabIndex={-1} className="frame-main">
          {children}
        </main>
      </div>
      <PhoneBar {...props} />
    </div>
  );
}

interface NavGroupsProps {
  readonly groups: readonly NavGroup[];
  readonly currentId: string | null;
  readonly onFollow?: () => void;
}

function NavGroups({ groups, currentId, onFollow }: NavGroupsProps) {
  return groups.map((group) => (
    <div key={group.id} className="mb-4">
      <p className="nav-text px-2.5 pb-1 text-sm font-medium text-ink-3">{group.label}</p>
      <ul className="grid gap-px" aria-label={group.label}>
        {group.items.map((item) => (
          <li key={item.id}>
            <AppLink
              href={item.href}
              className="nav-item"
              data-tip={item.label}
              data-tip-side="right"
              {...(item.id === currentId && { "aria-current": "page" as const })}
              {...(onFollow && { onClick: onFollow })}
            >
              {item.icon}
              <span className="nav-text flex-1 truncate">{item.label}</span>
              {item.badge !== undefined && <span className="nav-text badge">{item.badge}</span>}
            </AppLink>
          </li>
        ))}
      </ul>
    </div>
  ));
}

function PhoneBar({ groups, currentId, phoneIds, switcher, sideFooter }: AppFrameProps) {
  const labels = useLabels();
  const [isOpen, setIsOpen] = useState(false);
  const items = groups.flatMap((group) => group.items);
  const shown = phoneIds.flatMap((id) => items.find((item) => item.id === id) ?? []).slice(0, 4);
  const close = () => setIsOpen(false);
  const isElsewhere = currentId !== null && !shown.some((item) => item.id === currentId);
  return (
    <>
      <nav aria-label={labels.navigation} className="frame-bottom">
        {shown.map((item) => (
          <AppLink
            key={item.id}
            href={item.href}
            className="tab-item"
            {...(item.id === currentId && { "aria-current": "page" as const })}
          >
            {item.icon}
            {item.label}
          </AppLink>
        ))}
        <button
          type="button"
          className="tab-item"
          aria-haspopup="dialog"
          data-current={isElsewhere ? "" : undefined}
          onClick={() => setIsOpen(true)}
        >
          <Menu aria-hidden />
          {labels.more}
        </button>
      </nav>
      <NativeDialog isOpen={isOpen} onClose={close} className="sheet" label={labels.more}>
        <div className="paper p-2" tabIndex={-1}>
          <div className="mb-2 flex items-center justify-between border-b pb-2">{switcher}</div>
          <NavGroups groups={groups} currentId={currentId} onFollow={close} />
          {sideFooter && <div className="border-t pt-2">{sideFooter}</div>}
        </div>
      </NativeDialog>
    </>
  );
}
