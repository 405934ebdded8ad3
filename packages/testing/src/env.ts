/** The superuser's URL of a server that is already there; without it the tests start one of their own. */
export function givenServerUrl(): string | undefined {
  return process.env.STEAD_TEST_DATABASE_URL || undefined;
}
