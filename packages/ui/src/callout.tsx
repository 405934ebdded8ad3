import CircleAlert from "lucide-react/icons/circle-alert";
import CircleCheck from "lucide-react/icons/circle-check";
import Info from "lucide-react/icons/info";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { ReactNode } from "react";
import { joinClasses } from "./class-names.ts";

export type CalloutTone = "info" | "good" | "warn" | "bad";

const looks = {
  info: { icon: Info, className: "bg-info-soft text-info" },
  good: { icon: CircleCheck, className: "bg-good-soft text-good" },
  warn: { icon: TriangleAlert, className: "bg-warn-soft text-warn" },
  bad: { icon: CircleAlert, className: "bg-bad-soft text-bad" },
} as const;

export interface CalloutProps {
  readonly tone?: CalloutTone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string;
}

/** A remark within a page that must be seen. An error is announced at once. */
export function Callout({ tone = "info", title, children, action, className }: CalloutProps) {
  const { icon: Icon, className: look } = looks[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={joinClasses(
        "flex flex-wrap items-start gap-x-2.5 gap-y-2 rounded-md px-3 py-2.5 sm:flex-nowrap",
        look,
        className,
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 flex-none" />
      <div className="min-w-0 flex-1 basis-0">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="text-ink-2">{children}</div>}
      </div>
      {action && <div className="flex-none max-sm:w-full max-sm:pl-6.5">{action}</div>}
    </div>
  );
}

export interface BannerProps {
  readonly tone?: CalloutTone;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** One line across the frame: offline, stale data, a trial mode. */
export function Banner({ tone = "warn", children, action }: BannerProps) {
  const { icon: Icon, className } = looks[tone];
  return (
    <div
      role="status"
      className={joinClasses(
        "flex min-h-9 flex-wrap items-center justify-center gap-x-3 gap-y-1 px-4 py-1.5 text-sm font-medium",
        className,
      )}
    >
      <span className="flex items-center gap-2">
        <Icon aria-hidden className="size-4 flex-none" />
        {children}
      </span>
      {action}
    </div>
  );
}
