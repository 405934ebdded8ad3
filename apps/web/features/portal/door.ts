import { answeredError, wayError } from "@stead/client/errors";
import type { PortalAgencyDto, PortalCodeDto, PortalEntryDto } from "@stead/contracts/portal";

/** One step before there is a session, or the end of one. Throws what a call of the API throws. */
async function post<Answer>(step: string, body: object): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`/api/portal/${step}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch (error) {
    throw wayError("UNAVAILABLE", "the service cannot be reached", null, error);
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw answeredError(answer, response.status, response.headers.get("x-request-id") ?? "");
  // Our own API says what its contract says.
  return answer as Answer;
}

/** The agency of a portal's address. */
export const findAgency = (agency: string) => post<PortalAgencyDto>("agency", { agency });

export const requestCode = (input: { agency: string; address: string }) =>
  post<PortalCodeDto>("request-code", input);

export const confirmCode = (input: { agency: string; codeId: string; code: string }) =>
  post<PortalEntryDto>("confirm-code", input);

export const chooseContact = (input: { agency: string; codeId: string; ticket: string; contactId: string }) =>
  post<PortalEntryDto>("choose-contact", input);

export const leavePortal = () => post<object>("sign-out", {});
