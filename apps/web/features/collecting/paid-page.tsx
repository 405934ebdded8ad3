import { paid as text } from "../../messages/en/paid.ts";
import { AccessCard } from "../access/access-card.tsx";

/** Where a provider's page sends people back to. It promises nothing: only the provider's word to Stead counts. */
export function PaidPage() {
  return (
    <AccessCard title={text.title} help={text.help}>
      <p className="text-ink-2">{text.close}</p>
    </AccessCard>
  );
}
