import type { Metadata } from "next";
import { Suspense } from "react";
import { BankFileList } from "../../../../features/disbursements/views.ts";

export const metadata: Metadata = { title: "Files for the bank" };

export default function BankFilesRoute() {
  return (
    <Suspense>
      <BankFileList />
    </Suspense>
  );
}
