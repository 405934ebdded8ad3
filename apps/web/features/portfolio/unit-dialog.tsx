"use client";

import type { UnitDto } from "@stead/contracts/portfolio";
import { Button } from "@stead/ui/button";
import { Dialog } from "@stead/ui/dialog";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { FormFailure } from "../../lib/form-failure.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useSession } from "../../lib/session.tsx";
import { useEdits } from "../../lib/use-edits.ts";
import { forms } from "../../messages/en/forms.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { UnitFields, unitPaths, type UnitFieldValues } from "./unit-fields.tsx";

/** Adds units to a property, one after the other if there are several. */
export function NewUnitDialog({
  propertyId,
  onClose,
}: {
  readonly propertyId: string;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const id = useId();
  const invalidate = useInvalidate();
  const { agency } = useSession();
  const [isGoingOn, setGoingOn] = useState(false);
  const [values, setValues] = useState<UnitFieldValues>({
    label: "",
    kind: "apartment",
    beds: null,
    baths: null,
    areaSqm: null,
    marketRentMinor: null,
    currency: agency.currency,
  });
  const create = useMutation(
    trpc.portfolio.createUnit.mutationOptions({
      onSuccess: async (unit) => {
        notify({ title: text.unitAdded(unit.label), tone: "good" });
        if (isGoingOn) setValues((before) => ({ ...before, label: "" }));
        else onClose();
        await invalidate("portfolio");
      },
    }),
  );
  const { marketRentMinor } = values;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isDismissable={false}
      size="lg"
      title={text.newUnit}
      footer={
        <NewUnitButtons
          formId={id}
          isSaving={create.isPending}
          isGoingOn={isGoingOn}
          onGoOn={setGoingOn}
          onClose={onClose}
        />
      }
    >
      <form
        id={id}
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (marketRentMinor !== null) create.mutate({ ...values, marketRentMinor, propertyId });
        }}
      >
        <UnitFields
          values={values}
          onChange={(patch) => setValues((before) => ({ ...before, ...patch }))}
          error={create.error}
        />
        <FormFailure error={create.error} shown={unitPaths} />
      </form>
    </Dialog>
  );
}

type NewUnitButtonsProps = {
  formId: string;
  isSaving: boolean;
  isGoingOn: boolean;
  onGoOn: (isGoingOn: boolean) => void;
  onClose: () => void;
};

function NewUnitButtons({ formId, isSaving, isGoingOn, onGoOn, onClose }: NewUnitButtonsProps) {
  return (
    <>
      <Button onClick={onClose}>{forms.cancel}</Button>
      <Button type="submit" form={formId} isLoading={isSaving && isGoingOn} onClick={() => onGoOn(true)}>
        {text.addAnother}
      </Button>
      <Button
        type="submit"
        form={formId}
        variant="primary"
        isLoading={isSaving && !isGoingOn}
        onClick={() => onGoOn(false)}
      >
        {text.addUnit}
      </Button>
    </>
  );
}

/** The form over a unit that exists. */
export function EditUnitDialog({ unit, onClose }: { readonly unit: UnitDto; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const { values, changed, isChanged, set, rebase } = useEdits<UnitFieldValues & { version: number }>(unit);
  const options = trpc.portfolio.getUnit.queryOptions({ id: unit.id });
  const save = useMutation(
    trpc.portfolio.updateUnit.mutationOptions({
      onSuccess: async (saved) => {
        queryClient.setQueryData(options.queryKey, saved);
        notify({ title: text.unitSaved, tone: "good" });
        onClose();
        await invalidate("portfolio");
      },
    }),
  );
  const reload = async () => {
    rebase(await queryClient.fetchQuery({ ...options, staleTime: 0 }));
    save.reset();
    notify({ title: forms.newestLoaded });
  };
  const submit = () => {
    const { marketRentMinor, version: _, ...rest } = changed;
    if (!isChanged) onClose();
    else
      save.mutate({
        ...rest,
        marketRentMinor: marketRentMinor ?? undefined,
        id: unit.id,
        version: values.version,
      });
  };
  return (
    <FormDialog
      title={text.editUnit}
      submitLabel={forms.save}
      size="lg"
      isReady={values.marketRentMinor !== null}
      isBusy={save.isPending}
      error={save.error}
      shown={unitPaths}
      onReload={() => void reload()}
      onSubmit={submit}
      onClose={onClose}
    >
      <UnitFields values={values} onChange={set} error={save.error} />
    </FormDialog>
  );
}
