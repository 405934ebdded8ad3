"use client";

import { Field } from "@stead/ui/field";
import { Select } from "@stead/ui/select";
import { useRouter } from "next/navigation";
import { portal as text } from "../../messages/en/portal.ts";
import { homeName, usePortal, usePortalPage } from "./use-portal.ts";

/** Which of several homes the page is about; nothing for a tenant of one. */
export function LeaseSwitch() {
  const { leases, lease, hrefOf } = usePortal();
  const page = usePortalPage();
  const router = useRouter();
  if (leases.length < 2) return null;
  return (
    <Field label={text.lease} className="mb-5">
      <Select
        options={leases.map((each) => ({ value: each.id, label: homeName(each) }))}
        value={lease.id}
        onChange={(event) => router.replace(hrefOf(page, event.target.value))}
      />
    </Field>
  );
}
