import type { BroadcastDto } from "@stead/contracts/messages";
import { DescriptionList } from "@stead/ui/description-list";
import { Section } from "@stead/ui/section";
import { messages as text } from "../../messages/en/messages.ts";
import { audienceOf } from "./audience.ts";

/** Whom a broadcast is for. */
export default function AudienceSection({ broadcast }: { readonly broadcast: BroadcastDto }) {
  return (
    <Section title={text.who}>
      <DescriptionList items={audienceOf(broadcast)} />
    </Section>
  );
}
