const hidden = "•••";

/** Keys, in lower case without separators, whose values are secrets or personal data. */
const hiddenKeys = new Set([
  ..."password secret token authorization cookie setcookie apikey xapikey key backupcodes totpuri code".split(
    " ",
  ),
  ..."email toemail phone address addressline taxnumber notes note tenantname payername firstname lastname".split(
    " ",
  ),
]);

/** Shapes of secrets and personal data inside text. */
const hiddenShapes: readonly [RegExp, string][] = [
  [/(\/\/[^:/@\s]*:)[^@\s]*@/g, `$1${hidden}@`],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, hidden],
  [/\bstead_[A-Za-z0-9]{8,}/g, hidden],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/\+\d{9,15}\b/g, hidden],
];

/** Every hidden shape has one of these in it; most texts of a line have none. */
const mayBeHidden = /[@+]|stead_|Bearer|Basic/i;

const deepest = 6;
const longestText = 8_000;

/** A copy of the fields of a log line without secrets and personal data, found by their key or by their shape. */
export function redact(fields: object): object {
  const copy = clean(fields, 0);
  return typeof copy === "object" && copy !== null ? copy : {};
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (depth >= deepest) return "[deeper]";
  if (value instanceof Error) return cleanError(value, depth);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => clean(item, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    // A key of this name would not become one of the copy's own.
    if (key === "__proto__") continue;
    copy[key] = isHidden(key) && inner !== undefined && inner !== null ? hidden : clean(inner, depth + 1);
  }
  return copy;
}

/** Of the keys met so far: lines have few. */
const judged = new Map<string, boolean>();
const mostJudged = 1_000;

function isHidden(key: string): boolean {
  const known = judged.get(key);
  if (known !== undefined) return known;
  const hides = hiddenKeys.has(key.toLowerCase().replaceAll(/[_-]/g, ""));
  if (judged.size < mostJudged) judged.set(key, hides);
  return hides;
}

function cleanText(text: string): string {
  let result = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  if (!mayBeHidden.test(result)) return result;
  for (const [shape, replacement] of hiddenShapes) result = result.replaceAll(shape, replacement);
  return result;
}

/** An error as fields: its text, its place and its cause; of a database error the code, never the row. */
function cleanError(error: Error, depth: number): object {
  const code: unknown = Reflect.get(error, "code");
  const constraint: unknown = Reflect.get(error, "constraint");
  return {
    name: error.name,
    message: cleanText(error.message),
    ...(typeof code === "string" ? { errorCode: code } : {}),
    ...(typeof constraint === "string" ? { constraint } : {}),
    stack: cleanText(error.stack ?? ""),
    ...(error.cause === undefined ? {} : { cause: clean(error.cause, depth + 1) }),
  };
}
