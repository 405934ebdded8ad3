"use client";

import type { MemberDto } from "@stead/contracts/access";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { Dialog } from "@stead/ui/dialog";
import { Field } from "@stead/ui/field";
import { Switch } from "@stead/ui/switch";
import { useMutation, useQueries } from "@tanstack/react-query";
import X from "lucide-react/icons/x";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { PropertyPicker } from "../../lib/property-picker.tsx";
import { settings as text } from "../../messages/en/settings.ts";

/** Limits a member to some properties, or lifts the limit. */
export default function MemberScopeDialog({
  member,
  onClose,
}: {
  readonly member: MemberDto;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const [isLimited, setLimited] = useState(member.propertyIds !== null);
  const [ids, setIds] = useState<readonly string[]>(member.propertyIds ?? []);
  const properties = useQueries({
    queries: ids.map((id) => trpc.portfolio.getProperty.queryOptions({ id })),
  });
  const save = useMutation(
    trpc.access.updateMember.mutationOptions({
      onSuccess: async () => {
        onClose();
        await invalidate("members");
      },
    }),
  );
  return (
    <Dialog isOpen onClose={onClose} title={text.limitTitle(member.name)} description={text.limitHelp}>
      <div className="grid gap-4">
        {save.error && <Callout tone="bad">{viewError(save.error).message}</Callout>}
        <Switch
          label={text.limit}
          checked={isLimited}
          onChange={(event) => setLimited(event.target.checked)}
        />
        {isLimited && (
          <>
            <ul className="grid gap-1">
              {ids.map((id, index) => (
                <li
                  key={id}
                  className="flex items-center justify-between gap-2 rounded-md bg-sunken px-2 py-1"
                >
                  <span className="truncate">{properties[index]?.data?.name ?? "…"}</span>
                  <Button
                    size="sm"
                    variant="quiet"
                    icon={<X />}
                    aria-label={text.remove}
                    onClick={() => setIds(ids.filter((other) => other !== id))}
                  />
                </li>
              ))}
            </ul>
            <Field label={text.addProperty}>
              <PropertyPicker
                value={null}
                onChange={(option) => option && !ids.includes(option.value) && setIds([...ids, option.value])}
              />
            </Field>
          </>
        )}
        <Button
          variant="primary"
          isLoading={save.isPending}
          onClick={() => save.mutate({ memberId: member.id, propertyIds: isLimited ? [...ids] : null })}
        >
          {text.save}
        </Button>
      </div>
    </Dialog>
  );
}
