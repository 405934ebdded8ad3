import { NextResponse, type NextRequest } from "next/server";
import { parseRecordPath, recordShellPath } from "./lib/record-path.ts";

/** Serves one static shell for every record of a section, so that no signed-in page is rendered on request. */
export function proxy(request: NextRequest): NextResponse {
  const record = parseRecordPath(request.nextUrl.pathname);
  if (record === null) return NextResponse.next();
  const target = request.nextUrl.clone();
  target.pathname = recordShellPath(record);
  return NextResponse.rewrite(target);
}

export const config = {
  matcher: [
    "/(properties|units|contacts|leases|invoices|payments|collections|imports|journals|billing|messages|bulk|statements|reconciliation|refunds|disputes|portal)/:path+",
  ],
};
