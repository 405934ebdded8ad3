import { createHash } from "node:crypto";

/**
 * What lies under a value's name: the epochs of its tags when its load began, a line feed, the payload. The payload's
 * bytes 10 to 17 say until when it is fresh, as a big-endian double. A tag's name holds its epoch, a text that is never
 * used again; a tag that is gone is like a new one, so losing one loses no invalidation. A lease holds its holder's
 * token of 22 characters and the epochs when it was taken.
 */
const currentEpochs = `
local joined = ''
for at = 3, #KEYS do
  local epoch = redis.call('GET', KEYS[at])
  if not epoch then
    epoch = ARGV[1]
    redis.call('SET', KEYS[at], epoch, 'PX', ARGV[2])
  end
  joined = joined .. epoch .. ','
end
`;

/** 1 epoch, 2 life of tags, 3 token, 4 life of the lease, 5 newer than. */
const claim = `
${currentEpochs}
local value = redis.call('GET', KEYS[1])
local isCurrent = value and string.sub(value, 1, #joined + 1) == joined .. '\\n'
if isCurrent and #value > #joined + 18 then
  local freshUntil = struct.unpack('>d', value, #joined + 11)
  if freshUntil > tonumber(ARGV[5]) then return {'value', joined, value} end
end
local lease = redis.call('GET', KEYS[2])
if lease and string.sub(lease, 23) == joined then return {'wait', joined, value} end
redis.call('SET', KEYS[2], ARGV[3] .. joined, 'PX', ARGV[4])
return {'lead', joined, value}
`;

/** 1 token, 2 epochs, 3 payload, 4 life, 5 life of tags. */
const store = `
local lease = redis.call('GET', KEYS[2])
if not lease or string.sub(lease, 1, 22) ~= ARGV[1] then return 'fenced' end
redis.call('DEL', KEYS[2])
local joined = ''
for at = 3, #KEYS do joined = joined .. (redis.call('GET', KEYS[at]) or '') .. ',' end
if joined ~= ARGV[2] then return 'moved' end
redis.call('SET', KEYS[1], joined .. '\\n' .. ARGV[3], 'PX', ARGV[4])
for at = 3, #KEYS do redis.call('PEXPIRE', KEYS[at], ARGV[5]) end
return 'stored'
`;

/** 1 epoch, 2 life of tags, 3 payload, 4 life. */
const put = `
${currentEpochs}
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], joined .. '\\n' .. ARGV[3], 'PX', ARGV[4])
for at = 3, #KEYS do redis.call('PEXPIRE', KEYS[at], ARGV[2]) end
return 'stored'
`;

const renew = `
local lease = redis.call('GET', KEYS[1])
if not lease or string.sub(lease, 1, 22) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;

const release = `
local lease = redis.call('GET', KEYS[1])
if lease and string.sub(lease, 1, 22) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`;

export type Script = { text: string; hash: string };

const script = (text: string): Script => ({ text, hash: createHash("sha1").update(text).digest("hex") });

export const scripts = {
  claim: script(claim),
  store: script(store),
  put: script(put),
  renew: script(renew),
  release: script(release),
} as const;
