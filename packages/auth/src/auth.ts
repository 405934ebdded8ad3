import type {
  ApiKeyDto,
  CreateAgencyInput,
  CreateApiKeyInput,
  InvitationDto,
  InvitationPreviewDto,
  InviteMemberInput,
  SessionDto,
} from "@stead/contracts/access";
import type { SystemDb } from "@stead/db/system";
import { systemClock, type Clock } from "@stead/kernel/clock";
import type { Logger } from "@stead/kernel/logger";
import type { z } from "zod";
import { readAccessMarks, type AccessRequest } from "./access-marks.ts";
import { chooseAgency, createAgency, listAgencies, type AgencyChoice, type NewAgency } from "./agencies.ts";
import {
  createApiKey,
  hashApiKey,
  listApiKeys,
  revokeApiKey,
  touchApiKey,
  type Admit,
  type KeyMaker,
} from "./api-keys.ts";
import { createAttempts, type Attempts } from "./attempts.ts";
import { createBoundedQueue, type QueueOptions } from "./bounded-queue.ts";
import { hashToken, openly, type Callers } from "./callers.ts";
import { answerEndpoint, type EndpointAnswer, type EndpointRequest } from "./endpoints.ts";
import { createEngine, type Engine } from "./engine.ts";
import { findApiKey, findSession, type ApiKeyIdentity, type SessionIdentity } from "./identity.ts";
import {
  acceptInvitation,
  cancelInvitation,
  inviteMember,
  listInvitations,
  previewInvitation,
  type Acceptance,
  type Inviter,
} from "./invitations.ts";
import { createKeyGuard } from "./key-guard.ts";
import { listKeptMails, queueMails, type KeptMail, type SendMail } from "./mail.ts";
import { createPasswordHasher } from "./passwords.ts";
import { createPortalDoor, type PortalDoor } from "./portal-door.ts";
import { sessionTokenReader } from "./session-cookie.ts";
import { listSessions, revokeSession } from "./sessions.ts";

export type AuthOptions = {
  /** The pool of the role `stead_system`. */
  system: SystemDb;
  /** At least 32 characters; changing it signs everybody out and voids second factors. */
  secret: string;
  publicUrl: string;
  /** Header of a request in which the edge tells the caller's address. */
  clientAddressHeader: string;
  log: Logger;
  clock?: Clock;
  /** How many people sign in at once, and how many may wait. */
  queue?: QueueOptions;
  /** Whether this installation keeps its mails for the operator to read, because it has no mail server. */
  isMailKept?: boolean;
  /** Written to the sender's table when left out. */
  sendMail?: SendMail;
  /** Keeps who callers are; each is looked up when left out. */
  callers?: Callers | undefined;
};

/** A session whose cookies should be sent again, because its end was moved. */
export type ResolvedSession = SessionIdentity & { cookies: string[] };

export type Auth = {
  /** Counts tries of whatever may be guessed. */
  attempts: Attempts;
  /** The tenants' way in. */
  portal: PortalDoor;
  /** Who a request's cookie stands for; null without one that is good. One statement, none where it is kept; once a day it moves the session's end. */
  resolveSession(headers: Headers): Promise<ResolvedSession | null>;
  /**
   * Whom a key acts for; null when it is unknown, expired, or its maker has left. One statement, and a second one a
   * minute. Throws TOO_MANY for an address that sends bad keys again and again.
   */
  resolveApiKey(key: string, address: string): Promise<ApiKeyIdentity | null>;
  /** A mark for each session and key that still lets in; another one when what it may see has changed. */
  readAccessMarks(request: AccessRequest): Promise<Map<string, string>>;
  answerEndpoint(request: EndpointRequest): Promise<EndpointAnswer>;
  listAgencies(userId: string): Promise<AgencyChoice[]>;
  createAgency(options: {
    userId: string;
    input: CreateAgencyInput;
    setUp: (agencyId: string) => Promise<void>;
  }): Promise<NewAgency>;
  chooseAgency(choice: { userId: string; sessionId: string; agencyId: string }): Promise<void>;
  listSessions(userId: string, currentSessionId: string): Promise<SessionDto[]>;
  revokeSession(session: { userId: string; sessionId: string }): Promise<void>;
  listInvitations(agencyId: string): Promise<InvitationDto[]>;
  inviteMember(inviter: Inviter, input: InviteMemberInput): Promise<InvitationDto>;
  cancelInvitation(invitation: { agencyId: string; invitationId: string }): Promise<void>;
  previewInvitation(invitationId: string): Promise<z.infer<typeof InvitationPreviewDto>>;
  acceptInvitation(acceptance: { headers: Headers; invitationId: string }): Promise<Acceptance>;
  listApiKeys(agencyId: string): Promise<ApiKeyDto[]>;
  createApiKey(
    maker: KeyMaker,
    input: CreateApiKeyInput,
    admit?: Admit,
  ): Promise<{ apiKey: ApiKeyDto; key: string }>;
  revokeApiKey(key: { agencyId: string; apiKeyId: string }): Promise<void>;
  listKeptMails(limit?: number): Promise<KeptMail[]>;
};

/** A session is moved on when its end was last set this long ago. */
const refreshAfterMs = 86_400_000;

/** Sign-in for one process. */
export function createAuth({
  system,
  secret,
  publicUrl,
  clientAddressHeader,
  log,
  clock = systemClock,
  queue,
  isMailKept = true,
  sendMail = queueMails(system),
  callers = openly,
}: AuthOptions): Auth {
  const hasher = createPasswordHasher(queue);
  const inTurn = createBoundedQueue(queue);
  const attempts = createAttempts(system);
  const engine = createEngine({
    system,
    secret,
    publicUrl,
    clientAddressHeader,
    hasher,
    attempts,
    sendMail,
    log,
  });
  const readToken = sessionTokenReader(secret, publicUrl);
  const keys = { system, clock };
  const keyGuard = createKeyGuard(clock);

  return {
    attempts,
    portal: createPortalDoor(system, publicUrl),
    async resolveSession(headers) {
      const token = readToken(headers);
      const identity =
        token === null ? null : await callers.session(hashToken(token), () => findSession(system, token));
      if (identity === null || Date.parse(identity.session.expiresAt) <= clock.nowMs()) return null;
      const isOld = clock.nowMs() - Date.parse(identity.session.updatedAt) > refreshAfterMs;
      return { ...identity, cookies: isOld ? await refreshedCookies(engine, headers) : [] };
    },
    async resolveApiKey(key, address) {
      const hash = hashApiKey(key);
      keyGuard.admit(address, hash);
      const found = hash === null ? null : await callers.apiKey(hash, () => findApiKey(system, hash));
      const isOver = found?.expiresAt != null && Date.parse(found.expiresAt) <= clock.nowMs();
      const identity = isOver ? null : found;
      if (hash === null || identity === null) keyGuard.failed(address);
      else if (keyGuard.succeeded(hash)) await touchApiKey(system, identity.apiKeyId);
      return identity;
    },
    readAccessMarks: (request) => readAccessMarks(system, request),
    answerEndpoint: (request) => answerEndpoint(engine, inTurn, request),
    listAgencies: (userId) => listAgencies(system, userId),
    createAgency: (options) => createAgency(system, options),
    chooseAgency: (choice) => chooseAgency(system, choice),
    listSessions: (userId, current) => listSessions(system, userId, current),
    revokeSession: (session) => revokeSession(system, session),
    listInvitations: (agencyId) => listInvitations(system, agencyId),
    inviteMember: (inviter, input) => inviteMember({ engine, system }, inviter, input),
    cancelInvitation: (invitation) => cancelInvitation(system, invitation),
    previewInvitation: (invitationId) => previewInvitation(system, invitationId),
    acceptInvitation: (acceptance) => acceptInvitation(engine, acceptance),
    listApiKeys: (agencyId) => listApiKeys(system, agencyId),
    createApiKey: (maker, input, admit) => createApiKey(keys, maker, input, admit),
    revokeApiKey: (key) => revokeApiKey(system, key),
    listKeptMails: (limit) => listKeptMails(system, { isKept: isMailKept, limit }),
  };
}

async function refreshedCookies(engine: Engine, headers: Headers): Promise<string[]> {
  const answer = await engine.api.getSession({ headers, returnHeaders: true });
  return answer.headers.getSetCookie();
}
