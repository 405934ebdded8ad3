import type { ReactNode } from "react";

/** The quiet paper that pages outside of an agency are written on. */
export function AccessCard({
  title,
  help,
  children,
  footer,
}: {
  readonly title: string;
  readonly help?: string;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-8 flex items-center gap-2.5">
          <img src="/icon.svg" alt="" width={28} height={28} />
          <span className="text-lg font-semibold tracking-tight">Stead</span>
        </div>
        <h1 className="text-xl font-semibold text-balance">{title}</h1>
        {help && <p className="mt-2 text-pretty text-ink-2">{help}</p>}
        <div className="mt-6">{children}</div>
        {footer && <p className="mt-6 flex flex-wrap gap-x-1.5 text-ink-2">{footer}</p>}
      </div>
    </main>
  );
}
