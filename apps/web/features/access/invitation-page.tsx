"use client";

import { Button, ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { SkeletonText } from "@stead/ui/skeleton";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { forgetAnswers } from "../../lib/forget-answers.ts";
import { useMe } from "../../lib/session.tsx";
import { access as text } from "../../messages/en/access.ts";
import { AccessCard } from "./access-card.tsx";

/** Where the link of an invitation leads: says who invites to what, and joins. */
export function InvitationPage() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const invitationId = useSearchParams().get("id") ?? "";
  const preview = useQuery(trpc.access.previewInvitation.queryOptions({ invitationId }));
  const me = useMe();
  const accept = useMutation(
    trpc.access.acceptInvitation.mutationOptions({
      onSuccess: async () => {
        await forgetAnswers();
        queryClient.clear();
        router.replace("/dashboard");
      },
    }),
  );
  const failure = accept.error ?? preview.error;
  const { data } = preview;
  const next = `/invitation?id=${encodeURIComponent(invitationId)}`;
  return (
    <AccessCard
      title={data ? text.invitationTitle(data.agencyName) : text.accept}
      {...(data && { help: text.invitationHelp(data.inviterName, data.role) })}
    >
      <div className="grid gap-4">
        {preview.isPending && <SkeletonText lines={2} />}
        {failure && <Callout tone="bad">{viewError(failure).message}</Callout>}
        {data && !data.isOpen && <Callout tone="warn">{text.invitationClosed}</Callout>}
        {data?.isOpen && me.data && (
          <Button
            variant="primary"
            isLoading={accept.isPending}
            onClick={() => accept.mutate({ invitationId })}
          >
            {text.accept}
          </Button>
        )}
        {data?.isOpen && me.isError && (
          <>
            <p className="text-ink-2">{text.invitationSignIn}</p>
            <ButtonLink href={`/sign-in?next=${encodeURIComponent(next)}`} variant="primary">
              {text.signIn}
            </ButtonLink>
            <ButtonLink href={`/sign-up?invitation=${encodeURIComponent(invitationId)}`}>
              {text.signUp}
            </ButtonLink>
          </>
        )}
      </div>
    </AccessCard>
  );
}
