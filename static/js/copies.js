// The copy of what is typed that a browser keeps, by visit and person. It is let go only when the system has that very
// content, which its pages say by a digest: visits/record/finding.py makes it in the same way.
const TRAVELS_ONLY = ["csrfmiddlewaretoken", "writer", "sent_at", "submission", "base_revision"];

export const keyOf = ({ person, visit }) => `acompana:visit:${person}:${visit}`;

export const says = (name) => !TRAVELS_ONLY.includes(name);

export function readCopy(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

// Whether this browser could keep it; null lets go of what is there.
export function writeCopy(key, copy) {
  try {
    if (copy) localStorage.setItem(key, JSON.stringify(copy));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

// The latest copy that the system does not have; null when it has all. A copy holds the `earlier` one that still waits.
export async function leftHere(copy, told) {
  let left = copy;
  while (left && await isReceived(left, told)) left = left.earlier;
  return left ?? null;
}

// Whether the system has it. Where this browser can't tell (only secure pages may digest), it counts as not received.
async function isReceived(copy, { received }) {
  if (!received || !crypto.subtle) return false;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(copy.fields)));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return received.split(" ").includes(hex);
}

function canonical(fields) {
  const values = new Map();
  for (const [name, value] of fields.filter(([name]) => says(name))) {
    values.set(name, [...(values.get(name) ?? []), value.replaceAll("\r\n", "\n")]);
  }
  return JSON.stringify([...values].sort(([one], [other]) => (one < other ? -1 : 1)));
}
