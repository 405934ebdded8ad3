/** Lists whose records have a page: `/leases/<id>` and below. */
const recordPattern =
  /^\/(properties|units|contacts|leases|invoices|payments|collections|imports|journals|billing|messages|bulk|statements|reconciliation|refunds|disputes)\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(\/[a-z-]+)?\/?$/;

/** The portal of an agency: `/portal/<agency>` and below; the shell is none. */
const portalPattern = /^\/(portal)\/(?!record(?:\/|$))([a-z0-9][a-z0-9-]{0,99})(\/[a-z-]+)?\/?$/;

export type RecordPath = { section: string; id: string; rest: string };

export function parseRecordPath(pathname: string): RecordPath | null {
  const match = recordPattern.exec(pathname) ?? portalPattern.exec(pathname);
  return match ? { section: match[1] ?? "", id: match[2] ?? "", rest: match[3] ?? "" } : null;
}

/** The prerendered page that shows every record of a section: the id is read in the browser. */
export function recordShellPath({ section, rest }: RecordPath): string {
  return `/${section}/record${rest}`;
}
