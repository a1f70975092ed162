// What the API answers when it can't do something, turned into lines that a person can act upon.

/** An answer of the API that is not a success: its status and every reason it gave, one line each. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly reasons: string[],
  ) {
    super(reasons[0] ?? `The server answered ${status} without a reason`);
    this.name = "ApiError";
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One line of a FastAPI validation error: the field and what is wrong with it. */
function validationLine(item: unknown): string | null {
  if (typeof item === "string") return item;
  if (!isRecord(item)) return null;
  const text = item.text ?? item.msg ?? item.message;
  if (typeof text !== "string") return null;
  const where = Array.isArray(item.loc) ? item.loc.filter((part) => part !== "body").join(".") : "";
  return where ? `${where}: ${text}` : text;
}

function lines(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(validationLine).filter((line): line is string => line !== null);
  // The server puts several reasons into one line, with semicolons between.
  if (typeof value === "string") return value.split("; ");
  if (!isRecord(value)) return [];
  const nested = value.error ?? value.detail ?? value.message ?? value.what;
  const own = lines(nested);
  const hint = typeof value.try === "string" ? value.try : typeof value.try_ === "string" ? value.try_ : null;
  if (hint && !own.some((line) => line.includes(hint))) own.push(`Try: ${hint}`);
  return [...own, ...lines(value.violations)];
}

/** Every reason in the body of a failed answer, in order and without doubles. */
export function reasonsOf(body: unknown): string[] {
  return [...new Set(lines(body))];
}
