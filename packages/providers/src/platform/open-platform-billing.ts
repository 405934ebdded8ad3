import type { Seams } from "@stead/kernel/seams";
import type { PlatformBilling } from "./platform-billing.ts";
import { openStripeBilling } from "./stripe-billing.ts";

export type PlatformSettings = {
  PLATFORM_STRIPE_SECRET_KEY?: string | undefined;
  /** Comma-separated. */
  PLATFORM_STRIPE_WEBHOOK_SECRETS?: string | undefined;
  STRIPE_BASE_URL: string;
};

/** The platform's own account by a process's settings; null where no plans are sold. */
export function openPlatformBilling(
  {
    PLATFORM_STRIPE_SECRET_KEY: secretKey,
    PLATFORM_STRIPE_WEBHOOK_SECRETS: secrets,
    STRIPE_BASE_URL: baseUrl,
  }: PlatformSettings,
  seams: Pick<Seams, "emit">,
): PlatformBilling | null {
  if (secretKey === undefined) return null;
  const webhookSecrets = (secrets ?? "").split(",").map((secret) => secret.trim());
  return openStripeBilling({ secretKey, webhookSecrets: webhookSecrets.filter(Boolean), baseUrl, seams });
}
