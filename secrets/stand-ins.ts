/** Texts that people leave where a value was to be put in: they stand for a secret, and are none. */
import { isReference } from "./references";

const FORMS: readonly RegExp[] = [
  /^change[-_ ]?(?:me|it|this)\b/i,
  /^(?:replace|fill)[-_ ]?(?:me|this|with|in)\b/i,
  /^fill[-_ ]?(?:me|this)[-_ ]?in$/i,
  /^to[-_ ]?be[-_ ]?(?:defined|done|replaced|set|filled)\b/i,
  /^place[-_ ]?holder$/i,
  /^dummy$/i,
  // In capital letters only: a user or a host may be called todo.
  /^(?:TODO|TBD|TBA|FIXME|XXX)\b/,
  /^(?:your|insert|enter|put|paste)(?:[-_ ][a-z]+)*[-_ ](?:password|passwd|secret|token|webhook|url|key|user|username|host|port|value|here)$/i,
  /^_{2,}[A-Z][A-Z0-9_]*_{2,}$|^%[A-Z][A-Z0-9_]*%$|^\$[A-Z][A-Z0-9_]*$|^@@\w+@@$/,
  /^<[^<>]*>$|^\[[A-Za-z][\w .-]*\]$/,
  // What programs write of a value that they do not have.
  /^(?:null|undefined|None|NaN|\[object Object\]|\(null\)|<nil>)$/,
  /^(?:x{3,}|\?+|\.{3})$/i,
];

/** Whether a text as a whole stands for a value that is not there: a reference that nobody resolved, `<password>`, or words that ask to be replaced. */
export function isStandIn(text: string): boolean {
  return isReference(text) || FORMS.some((form) => form.test(text));
}
