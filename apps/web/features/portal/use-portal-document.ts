"use client";

import type { OpenPortalDocumentInput } from "@stead/contracts/portal";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useTRPCClient } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { lists as text } from "../../messages/en/portal.ts";

const pauseMs = 800;
const mostTries = 60;

/** Opens a PDF: at once where it is made already, else it is asked for until it is drawn. */
export function usePortalDocument(input: OpenPortalDocumentInput) {
  const client = useTRPCClient();
  const open = useMutation({
    mutationFn: async () => {
      for (let tries = 0; tries < mostTries; tries++) {
        const { url } = await client.portal.openDocument.mutate(input);
        if (url !== null) return url;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      return null;
    },
    onSuccess: (url) => {
      if (url === null) notify({ title: text.pdfFailed, description: text.pdfSlow, tone: "bad" });
      else window.location.assign(url);
    },
    onError: (error) => notify({ title: text.pdfFailed, description: viewError(error).message, tone: "bad" }),
  });
  return { open: () => open.mutate(), isDrawing: open.isPending };
}
