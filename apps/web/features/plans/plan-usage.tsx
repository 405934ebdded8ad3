import type { AgencyPlanDto, LimitName } from "@stead/contracts/plans";
import { Progress } from "@stead/ui/progress";
import { Section } from "@stead/ui/section";
import { formatCount } from "../../lib/format.ts";
import { plans as text } from "../../messages/en/plans.ts";
import { limitNames } from "./limit-names.ts";

/** How much of each limit is in use, as a bar and in figures. */
export function PlanUsage({ plan: { usage, limits } }: { readonly plan: AgencyPlanDto }) {
  return (
    <Section title={text.usage} description={text.usageHelp}>
      <div className="grid grid-cols-1 gap-x-10 gap-y-5 sm:grid-cols-2">
        {limitNames.map((name) => (
          <Usage key={name} name={name} used={usage[name]} limit={limits[name]} />
        ))}
      </div>
    </Section>
  );
}

type UsageProps = { readonly name: LimitName; readonly used: number; readonly limit: number | null };

function Usage({ name, used, limit }: UsageProps) {
  if (limit === null) {
    return (
      <p className="flex justify-between gap-4">
        <span className="font-medium">{text.limits[name]}</span>
        <span className="text-ink-2 tabular-nums">{text.noLimit(formatCount(used))}</span>
      </p>
    );
  }
  const isFull = used >= limit;
  return (
    <Progress
      label={text.limits[name]}
      note={text.ofLimit(formatCount(used), formatCount(limit))}
      value={isFull ? 1 : used}
      max={isFull ? 1 : limit}
      tone={isFull ? "bad" : "accent"}
    />
  );
}
