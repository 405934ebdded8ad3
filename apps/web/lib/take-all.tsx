/** Beside the label of an amount: fills in all that there is. */
export function TakeAll({ label, onTake }: { readonly label: string; readonly onTake: () => void }) {
  return (
    <button
      type="button"
      className="rounded-sm text-accent-ink underline-offset-4 hover:underline"
      onClick={onTake}
    >
      {label}
    </button>
  );
}
